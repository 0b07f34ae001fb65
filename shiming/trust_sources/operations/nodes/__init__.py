"""Small writes about nodes and the users that they share, in the caller's transaction."""

"""Use cases about nodes and the users that they share."""

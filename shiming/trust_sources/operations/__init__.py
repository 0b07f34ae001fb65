"""Small writes in the caller's transaction."""

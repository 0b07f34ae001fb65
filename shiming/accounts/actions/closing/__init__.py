"""Use cases of closing an account of one's own."""

"""Use cases of getting back into an account (A6)."""

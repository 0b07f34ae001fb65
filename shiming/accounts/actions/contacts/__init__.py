"""Use cases of contacts (A12)."""

"""Use cases of several accounts of one person (S14-8)."""

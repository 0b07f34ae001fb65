"""Use cases of scanning."""

"""Use cases of the area."""

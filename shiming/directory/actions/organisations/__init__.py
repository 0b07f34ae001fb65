"""Use cases of the tree."""

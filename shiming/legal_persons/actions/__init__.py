"""Use cases, a folder per subject."""

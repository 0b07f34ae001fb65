"""Use cases about trust sources."""

"""The use cases of the area."""

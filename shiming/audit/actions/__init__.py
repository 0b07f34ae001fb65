"""The use cases of the area: one module each."""

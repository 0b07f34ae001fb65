"""The component result."""

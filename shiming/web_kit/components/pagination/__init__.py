"""The component pagination."""

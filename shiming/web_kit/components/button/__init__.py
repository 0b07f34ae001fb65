"""The component button."""

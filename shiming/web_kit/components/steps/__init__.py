"""The component steps."""

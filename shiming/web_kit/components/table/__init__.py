"""The component table."""

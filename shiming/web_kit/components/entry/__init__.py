"""The component entry."""

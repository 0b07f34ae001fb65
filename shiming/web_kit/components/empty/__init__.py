"""The component empty."""

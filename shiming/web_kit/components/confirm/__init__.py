"""The component confirm."""

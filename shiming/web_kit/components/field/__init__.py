"""The component field."""

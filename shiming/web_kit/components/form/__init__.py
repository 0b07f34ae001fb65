"""The component form."""

"""The component card."""

"""The component progress."""

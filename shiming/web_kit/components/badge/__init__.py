"""The component badge."""

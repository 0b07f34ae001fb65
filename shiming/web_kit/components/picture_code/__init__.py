"""The component picture_code."""

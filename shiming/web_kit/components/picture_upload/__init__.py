"""The component picture_upload."""

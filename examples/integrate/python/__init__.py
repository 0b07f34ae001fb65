"""The Python samples."""

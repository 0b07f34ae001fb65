"""The nginx sample."""

"""Use cases about documents for downloading."""

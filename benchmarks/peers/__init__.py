"""The protocol beside its peers."""

"""Encrypted fields and files, blind indexes, key rotation and shredding."""

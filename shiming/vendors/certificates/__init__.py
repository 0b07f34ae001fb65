"""Revocation services of certificate authorities."""

"""Proofs of possession of a key (RFC 9449)."""

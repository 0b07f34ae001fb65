"""Append-only records in the caller's transaction, sealed in batches into a hash chain."""

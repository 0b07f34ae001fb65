"""Use cases about renewals of certificates."""

"""Bank cards and personal certificates of one's own (A14)."""

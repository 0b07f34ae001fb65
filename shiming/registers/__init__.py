"""The authoritative sources (权威库): ports, purpose-bound queries, access log, later retry."""

"""Use cases: which clients are unified, and what is delivered to them (S33-25)."""

"""Use cases: groups are added, changed and deleted (F3)."""

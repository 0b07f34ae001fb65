"""Use cases: members of staff are opened, changed and closed (S33-25)."""

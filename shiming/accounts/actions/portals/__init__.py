"""Use cases: what the portals offer (A7)."""

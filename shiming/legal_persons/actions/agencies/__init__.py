"""Use cases: a unit recognises agencies, and ends it (D6)."""

"""Use cases: which programs may keep staff and groups."""

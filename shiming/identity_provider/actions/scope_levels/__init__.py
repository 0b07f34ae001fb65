"""Use cases: what scopes and resources demand of people (C2)."""

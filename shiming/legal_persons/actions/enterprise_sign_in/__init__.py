"""Use cases: a unit signs in, and then the person who acts for it (A8)."""

"""Use cases: which local user of a client somebody is (S16-8)."""

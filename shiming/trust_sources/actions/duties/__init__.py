"""Use cases: operators of sources accept their duties."""

"""Use cases of registering with what a clerk captured (B8)."""

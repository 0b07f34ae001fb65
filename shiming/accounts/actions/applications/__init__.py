"""Use cases of applying for an account, and of deciding on it (A4)."""

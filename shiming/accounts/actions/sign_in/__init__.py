"""Ways to sign in, a use case each (A7)."""

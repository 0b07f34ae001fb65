"""Binding what somebody outside vouches for: social accounts, certificates, licences (A13)."""

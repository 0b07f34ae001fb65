"""SCIM 2.0 over HTTP: users, groups, and what the service says of itself."""

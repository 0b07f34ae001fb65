"""Pages for passkeys, authenticator apps and the second step."""

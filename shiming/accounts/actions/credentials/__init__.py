"""The use cases around passkeys, authenticator apps and the second step."""

"""The token endpoint (RFC 6749, 3.2; OpenID Connect Core, 3.1.3)."""

"""OpenID Connect and OAuth 2 for business systems."""

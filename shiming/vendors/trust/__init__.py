"""Protocols of trust sources: OpenID Connect, OAuth 2, CAS, LDAP and IMAP as a client."""

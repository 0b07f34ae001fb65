"""The device authorization endpoint (RFC 8628, section 3.1)."""

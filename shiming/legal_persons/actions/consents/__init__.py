"""What programs learn of standing consents."""

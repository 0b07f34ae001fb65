"""What programs call besides the protocol's own endpoints."""

"""Pure rules: no query, no write, no clock, no request."""

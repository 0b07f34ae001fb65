"""Pure rules of the area: no query, no write, no clock, no request."""

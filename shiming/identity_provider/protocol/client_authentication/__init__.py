"""How a client proves who it is, at every endpoint for machines (RFC 6749, 7523 and 8705)."""

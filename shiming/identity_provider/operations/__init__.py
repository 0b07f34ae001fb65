"""Small writes without a transaction of their own."""

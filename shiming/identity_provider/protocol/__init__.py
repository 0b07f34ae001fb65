"""
The OpenID Connect engine: plain typed Python without Django and without I/O.

An endpoint is a generator: it yields the store operations of `store` and returns what to send
(`messages`). A driver (`shiming.identity_provider.drivers`) runs it over a database. Time, keys,
secrets and randomness come in with the `Provider`; hence the same input has the same output.
"""

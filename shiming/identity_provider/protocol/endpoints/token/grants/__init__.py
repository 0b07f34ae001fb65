"""The ways to a token, a module each: from what is presented to what it buys."""

"""Ways to send a letter by e-mail."""

"""Ways to send a text message."""

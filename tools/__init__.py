"""What `make` calls: set-up and generators; nothing of the product imports it."""

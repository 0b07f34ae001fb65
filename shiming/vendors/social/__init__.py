"""Social networks that vouch for their users, and a simulator that plays two of them."""

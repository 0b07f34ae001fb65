"""What the pages of the area show: frozen, in words for people."""

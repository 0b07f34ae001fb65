"""Banks that confirm a card, and the office that files disability certificates."""

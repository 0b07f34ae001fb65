"""What becomes of registrations of units."""

"""What counters give out to units."""

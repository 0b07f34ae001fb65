"""Evidence, levels, journeys and the review queue."""

"""One view per page or verb."""

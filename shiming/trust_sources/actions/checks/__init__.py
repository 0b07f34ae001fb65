"""Use cases: having a source compare what the platform knows of somebody."""

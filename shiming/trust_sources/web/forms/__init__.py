"""Forms of the area, a file per subject."""

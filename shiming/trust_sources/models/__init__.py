"""The tables of the area, a file per subject."""

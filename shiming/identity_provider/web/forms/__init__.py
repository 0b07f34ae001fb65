"""The forms of the area, a file per subject."""

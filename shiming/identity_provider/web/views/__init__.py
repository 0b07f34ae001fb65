"""The pages of the area, a file per subject."""

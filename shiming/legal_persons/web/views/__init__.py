"""Pages, a file per subject."""

"""What the pages of the area show, a file per subject."""

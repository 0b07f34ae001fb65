"""What people type on the pages of the area, a file per subject."""

"""Pure rules, a file per subject."""

"""What the templates are given: frozen values, never rows."""

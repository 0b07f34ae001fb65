"""One check a module: `check` raises or returns nothing; `pipeline` gives the order."""

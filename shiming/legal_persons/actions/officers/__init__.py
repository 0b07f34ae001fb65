"""Use cases: reading from the tax core who acts for a unit (D3)."""

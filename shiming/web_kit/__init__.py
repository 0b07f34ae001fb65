"""Page frame, components, form helpers and the one table from refusals to responses."""

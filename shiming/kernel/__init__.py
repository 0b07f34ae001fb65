"""Identifiers and checks, errors, actor, levels, clock, working days: no tables, no HTTP."""

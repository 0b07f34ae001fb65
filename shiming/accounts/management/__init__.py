"""Doors for the operator."""

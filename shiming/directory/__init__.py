"""Permissions, parameters, dictionaries and the working-day calendar."""

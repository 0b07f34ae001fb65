"""Refuses to start an installation that is not fit for its mode, and says all that is wrong at once."""

from config.env import Env


def register(env: Env) -> None:
    """Register the checks of this installation with Django."""

"""Joins ports to adapters: the only place that knows both."""

from config.env import Env


def wire(env: Env) -> None:
    """Fill every slot of the product according to `env`."""

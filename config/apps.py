"""Wires the product and registers the checks that guard its start."""

from django.apps import AppConfig
from typing_extensions import override

from config.env import Env


class ConfigConfig(AppConfig):
    """The composition root as a Django application: its `ready` joins ports and adapters."""

    name = "config"

    @override
    def ready(self) -> None:
        """Fill every slot before the first request, job or command."""
        from django.conf import settings

        from config import checks, wiring

        env: Env = settings.ENV
        # Before anything is made out of unfit settings, and again with what was made.
        checks.refuse_if_unfit(env)
        wiring.wire(env)
        checks.refuse_if_unfit(env)

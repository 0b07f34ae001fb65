"""Django's view of the area."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Authoritative registers."""

    name = "shiming.registers"
    label = "registers"

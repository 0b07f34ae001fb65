"""Django's description of the area."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The area as Django knows it."""

    name = "shiming.audit"
    label = "audit"

"""Django's description of the area."""

from django.apps import AppConfig


class TrustSourcesConfig(AppConfig):
    """The area as Django knows it."""

    name = "shiming.trust_sources"
    label = "trust_sources"

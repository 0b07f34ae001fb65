"""The kit as a Django application."""

from django.apps import AppConfig


class WebKitConfig(AppConfig):
    """Offers templates, static files and template tags; it has no tables."""

    name = "shiming.web_kit"
    label = "web_kit"

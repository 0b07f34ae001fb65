"""Django's registration of the area."""

from django.apps import AppConfig


class IdentityProviderConfig(AppConfig):
    """The area `identity_provider`."""

    name = "shiming.identity_provider"
    label = "identity_provider"
    default_auto_field = "django.db.models.BigAutoField"

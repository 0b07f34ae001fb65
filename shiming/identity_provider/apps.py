"""Django's registration of the area."""

from django.apps import AppConfig
from typing_extensions import override


class IdentityProviderConfig(AppConfig):
    """Tells the vault which blind indexes to make anew when its keys rotate."""

    name = "shiming.identity_provider"
    label = "identity_provider"
    default_auto_field = "django.db.models.BigAutoField"

    @override
    def ready(self) -> None:
        """Register the indexes of mappings to the users of clients."""
        # Models can be imported only now.
        from shiming.identity_provider import indexes  # noqa: PLC0415  see above

        indexes.register()

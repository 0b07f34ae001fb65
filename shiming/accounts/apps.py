"""Django's description of the area."""

from django.apps import AppConfig
from typing_extensions import override


class AccountsConfig(AppConfig):
    """Tells the vault which blind indexes to make anew when its keys rotate."""

    name = "shiming.accounts"
    label = "accounts"

    @override
    def ready(self) -> None:
        """Register the indexes that outlive a rotation; the others expire within days."""
        # Models can be imported only now.
        from shiming.accounts import indexes  # noqa: PLC0415  see above

        indexes.register()

"""Django's description of the area."""

from django.apps import AppConfig
from typing_extensions import override


class LegalPersonsConfig(AppConfig):
    """Tells the vault which blind indexes to make anew when its keys rotate."""

    name = "shiming.legal_persons"
    label = "legal_persons"

    @override
    def ready(self) -> None:
        """Register the indexes that outlive a rotation."""
        # Models can be imported only now.
        from shiming.legal_persons import indexes  # noqa: PLC0415  see above

        indexes.register()

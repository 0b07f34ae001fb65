"""Django's description of the area."""

from django.apps import AppConfig
from typing_extensions import override


class DirectoryConfig(AppConfig):
    """Tells the vault which blind indexes to make anew when its keys rotate."""

    name = "shiming.directory"
    label = "directory"

    @override
    def ready(self) -> None:
        """Register the indexes of members of staff."""
        # Models can be imported only now.
        from shiming.directory import indexes  # noqa: PLC0415  see above

        indexes.register()

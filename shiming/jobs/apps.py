"""Django's view of the area."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from typing_extensions import override


class JobsConfig(AppConfig):
    """Background jobs."""

    name = "shiming.jobs"
    label = "jobs"

    @override
    def ready(self) -> None:
        """Let every area register its handlers: web processes refuse to start unknown kinds."""
        autodiscover_modules("tasks")

"""Django's description of the area."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from typing_extensions import override


class VaultConfig(AppConfig):
    """The area as Django knows it."""

    name = "shiming.vault"
    label = "vault"

    @override
    def ready(self) -> None:
        """Give every migrated database its first keys: they must be committed before any use."""
        from shiming.vault.tasks import ensure_keys_after_migrating  # noqa: PLC0415  it needs models

        post_migrate.connect(ensure_keys_after_migrating, sender=self)

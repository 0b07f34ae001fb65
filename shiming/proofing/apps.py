"""Django's view of the area."""

from django.apps import AppConfig


class ProofingConfig(AppConfig):
    """Real-name proofing."""

    name = "shiming.proofing"
    label = "proofing"
    default_auto_field = "django.db.models.UUIDField"

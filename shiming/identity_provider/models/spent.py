"""What may be used once only, and was (RFC 7523, section 3; RFC 9449, section 11.1)."""

from django.db import models
from typing_extensions import override


class SpentIdentifier(models.Model):
    """The hash of an identifier that came once: it must not come again while it would be valid."""

    hash = models.CharField(
        primary_key=True,
        max_length=64,
        db_comment="sensitive=false; keyed hash of purpose, issuer and identifier",
    )
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; may be forgotten from here on"
    )

    class Meta:
        db_table = "identity_provider_spent_identifier"

    @override
    def __str__(self) -> str:
        return f"spent identifier {self.pk}"

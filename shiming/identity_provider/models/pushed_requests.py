"""Authorization requests that clients have pushed (RFC 9126)."""

from django.db import models
from typing_extensions import override

from shiming.identity_provider.models.clients import Client
from shiming.kernel.ids import new_id


class PushedRequest(models.Model):
    """A client's request that waits for the person to arrive with its reference, once."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    reference_hash = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; keyed hash of the reference"
    )
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    query = models.TextField(db_comment="sensitive=false; the request, without login_hint")
    was_signed = models.BooleanField(db_comment="sensitive=false; whether the client signed it")
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was pushed")
    expires_at = models.DateTimeField(
        db_index=True, db_comment="sensitive=false; worthless from here on"
    )
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was used up")

    class Meta:
        db_table = "identity_provider_pushed_request"

    @override
    def __str__(self) -> str:
        return f"pushed request {self.pk}"

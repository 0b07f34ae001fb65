"""The service agreement and who accepted it."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id


class ServiceAgreement(models.Model):
    """One version of the service agreement (网络服务使用协议); a published text never changes."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    version = models.CharField(
        max_length=32, unique=True, db_comment="sensitive=false; name of the version"
    )
    title = models.CharField(max_length=120, db_comment="sensitive=false; heading")
    text = models.TextField(db_comment="sensitive=false; plain text, paragraphs by empty lines")
    published_at = models.DateTimeField(db_comment="sensitive=false; in force from here on")

    @override
    def __str__(self) -> str:
        return f"agreement {self.version}"


class Acceptance(models.Model):
    """That an account accepted one version of the agreement."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    agreement = models.ForeignKey(
        ServiceAgreement,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; what was accepted",
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; by whom"
    )
    accepted_at = models.DateTimeField(db_comment="sensitive=false; when")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "account"], name="accounts_acceptance_once"
            )
        ]

    @override
    def __str__(self) -> str:
        return f"acceptance {self.pk}"

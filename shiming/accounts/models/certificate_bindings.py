"""Certificates and electronic licences that sign in to accounts."""

from typing import ClassVar

from django.db import models
from typing_extensions import override

from shiming.accounts.models.accounts import Account
from shiming.kernel.ids import new_id


class CertificateBinding(models.Model):
    """A certificate of a person or a body, by issuer, serial and public key (E5)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    body_code = models.CharField(
        max_length=32,
        blank=True,
        default="",
        db_comment="sensitive=false; code of the body that the certificate names, if it does",
    )
    holder = models.CharField(
        max_length=16, db_comment="sensitive=false; issued for a person or an organisation"
    )
    brand = models.CharField(
        max_length=32, blank=True, default="", db_comment="sensitive=false; brand of the key"
    )
    issuer = models.CharField(
        max_length=255, db_comment="sensitive=false; distinguished name of the authority"
    )
    serial = models.CharField(
        max_length=64, db_comment="sensitive=false; serial number, hexadecimal"
    )
    fingerprint = models.CharField(
        max_length=64, db_comment="sensitive=false; SHA-256 of the public key"
    )
    valid_until = models.DateTimeField(db_comment="sensitive=false; end of the certificate")
    bound_at = models.DateTimeField(db_comment="sensitive=false; when it was bound")
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; the latest sign-in")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "serial"], name="accounts_certificate_serial"
            ),
            models.UniqueConstraint(fields=["fingerprint"], name="accounts_certificate_key"),
        ]

    @override
    def __str__(self) -> str:
        return f"certificate binding {self.pk}"


class LicenceBinding(models.Model):
    """That who presents a body's electronic licence signs in to this account (S25-6)."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, related_name="+", db_comment="sensitive=false; whose"
    )
    body_code = models.CharField(
        max_length=32, unique=True, db_comment="sensitive=false; unified code of the body"
    )
    bound_at = models.DateTimeField(db_comment="sensitive=false; when it was bound")
    used_at = models.DateTimeField(null=True, db_comment="sensitive=false; the latest sign-in")

    @override
    def __str__(self) -> str:
        return f"licence binding {self.pk}"

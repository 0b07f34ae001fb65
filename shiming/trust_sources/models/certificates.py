"""Certificate authorities and their revocation lists."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.trust_sources.types import AuthorityState, RevocationSource


class CertificateAuthority(models.Model):
    """An authority whose certificates are accepted, unless it is suspended."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    name = models.CharField(max_length=64, db_comment="sensitive=false; as people call it")
    brand = models.CharField(max_length=32, db_comment="sensitive=false; code of its brand of keys")
    looks = models.CharField(max_length=64, db_comment="sensitive=false; how its keys look")
    root = models.BinaryField(db_comment="sensitive=false; root certificate, DER")
    fingerprint = models.CharField(
        max_length=64, unique=True, db_comment="sensitive=false; SHA-256 of the root"
    )
    root_valid_until = models.DateTimeField(db_comment="sensitive=false; when the root is over")
    intermediates = models.JSONField(
        default=list, db_comment="sensitive=false; intermediate certificates, DER in base64"
    )
    rules = models.TextField(
        default="", db_comment="sensitive=false; kinds of certificates, places of numbers, JSON"
    )
    revocation = models.CharField(max_length=16, db_comment="sensitive=false; how it is learnt")
    list_urls = models.JSONField(
        default=list, db_comment="sensitive=false; addresses of its revocation lists"
    )
    responder = models.CharField(
        max_length=500, db_comment="sensitive=false; address of its OCSP responder"
    )
    stale_hours = models.PositiveIntegerField(
        default=0, db_comment="sensitive=false; how long an overdue list is still believed"
    )
    driver_url = models.CharField(
        max_length=500, db_comment="sensitive=false; where its driver is had"
    )
    renewal_url = models.CharField(
        max_length=500, db_comment="sensitive=false; where its certificates are renewed"
    )
    state = models.CharField(
        max_length=16,
        default=AuthorityState.ACTIVE,
        db_comment="sensitive=false; whether it is accepted",
    )
    added_at = models.DateTimeField(db_comment="sensitive=false; when it was entered")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=list(AuthorityState)), name="trust_sources_authority_state"
            ),
            models.CheckConstraint(
                condition=Q(revocation__in=list(RevocationSource)),
                name="trust_sources_authority_revocation",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"certificate authority {self.pk}"


class RevocationListCopy(models.Model):
    """The newest revocation list from one address, and what the last try to renew it came to."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; opaque key"
    )
    authority = models.ForeignKey(
        CertificateAuthority,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="sensitive=false; whose",
    )
    url = models.CharField(max_length=500, db_comment="sensitive=false; where it is had")
    content = models.BinaryField(default=b"", db_comment="sensitive=false; the list, DER")
    digest = models.CharField(
        max_length=64, default="", db_comment="sensitive=false; SHA-256 of the list"
    )
    issued_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was issued")
    next_at = models.DateTimeField(null=True, db_comment="sensitive=false; when the next is due")
    # Up to 20 octets (RFC 5280, 5.2.3): more than any number column holds.
    number = models.CharField(
        max_length=50, default="", db_comment="sensitive=false; its number, decimal"
    )
    fetched_at = models.DateTimeField(null=True, db_comment="sensitive=false; when it was read")
    failure = models.CharField(
        max_length=32, default="", db_comment="sensitive=false; why the last try failed"
    )
    failed_at = models.DateTimeField(null=True, db_comment="sensitive=false; when that was")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "url"], name="trust_sources_list_once"),
        ]

    @override
    def __str__(self) -> str:
        return f"revocation list {self.pk}"

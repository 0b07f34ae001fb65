"""Tables of the area; triggers (see the migration) refuse every change and removal of rows."""

from django.db import models
from django.db.models import Q
from typing_extensions import override


class AuditRecord(models.Model):
    """
    Who did what, as whom, to what, when and from where.

    Ids instead of foreign keys: a record outlives what it speaks of. Texts are never null and
    `details` is JSON in canonical form, so that one SELECT yields the bytes to be hashed on both
    databases (see `chain.canonical_form`); a column more is a new canonical form.
    """

    # The database counts, because a seal marks the place of a record and not its birth.
    id = models.BigAutoField(primary_key=True, db_comment="sensitive=false; order of insertion")
    at = models.DateTimeField(db_comment="sensitive=false; when it happened")
    event = models.CharField(max_length=100, db_comment="sensitive=false; area.thing.happened")
    subject = models.TextField(db_comment="sensitive=false; id of what it happened to: kind:id")
    account_id = models.UUIDField(null=True, db_comment="sensitive=false; acting account")
    person_id = models.UUIDField(null=True, db_comment="sensitive=false; acting person")
    session_id = models.UUIDField(null=True, db_comment="sensitive=false; session, public id")
    acting_kind = models.CharField(max_length=20, db_comment="sensitive=false; acting capacity")
    organisation_id = models.UUIDField(
        null=True, db_comment="sensitive=false; organisation acted for"
    )
    legal_person_id = models.UUIDField(
        null=True, db_comment="sensitive=false; legal person acted for"
    )
    level = models.SmallIntegerField(db_comment="sensitive=false; level of assurance")
    methods = models.TextField(db_comment="sensitive=false; RFC 8176 names, space separated")
    purpose = models.TextField(db_comment="sensitive=false; purpose of the access")
    case_number = models.TextField(db_comment="sensitive=false; case the access belongs to")
    address = models.TextField(db_comment="sensitive=true; network address of the actor")
    device = models.TextField(db_comment="sensitive=true; device or part of the system")
    details = models.TextField(db_comment="sensitive=false; canonical JSON, no personal data")

    class Meta:
        db_table = "audit_record"
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_record_subject"),
            models.Index(
                fields=["account_id", "id"],
                condition=Q(account_id__isnull=False),
                name="audit_record_account",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"record {self.pk} {self.event}"


class AuditSeal(models.Model):
    """
    A closed batch of records, linked to the batch before it.

    Two sealers collide on the key, so the chain cannot fork.
    """

    sequence = models.BigIntegerField(primary_key=True, db_comment="sensitive=false; 1, 2, 3, …")
    first_position = models.BigIntegerField(db_comment="sensitive=false; first record's position")
    last_position = models.BigIntegerField(db_comment="sensitive=false; last record's position")
    count = models.IntegerField(db_comment="sensitive=false; how many records it closes")
    algorithm = models.CharField(max_length=20, db_comment="sensitive=false; digest algorithm")
    previous_digest = models.CharField(
        max_length=64, blank=True, db_comment="sensitive=false; digest of the seal before"
    )
    records_digest = models.CharField(
        max_length=64, db_comment="sensitive=false; chain value of the last record"
    )
    digest = models.CharField(max_length=64, db_comment="sensitive=false; digest of this seal")
    sealed_at = models.DateTimeField(db_comment="sensitive=false; when it was closed")

    class Meta:
        db_table = "audit_seal"

    @override
    def __str__(self) -> str:
        return f"seal {self.pk}"


class SealedRecord(models.Model):
    """
    The place of one record in the chain.

    Membership is written down rather than derived from ids: on PostgreSQL a lower id may commit
    after a higher one was sealed, and simply joins a later seal.
    """

    position = models.BigIntegerField(primary_key=True, db_comment="sensitive=false; 1, 2, 3, …")
    record_id = models.BigIntegerField(unique=True, db_comment="sensitive=false; the record")
    digest = models.BinaryField(
        db_comment="sensitive=false; digest of the chain up to and with this record"
    )

    class Meta:
        db_table = "audit_sealed_record"

    @override
    def __str__(self) -> str:
        return f"position {self.pk}"

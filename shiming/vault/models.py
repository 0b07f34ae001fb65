"""Tables of the area."""

from django.db import models
from django.db.models import Q
from typing_extensions import override

from shiming.kernel.ids import new_id
from shiming.vault.fields import EncryptedTextField
from shiming.vault.types import KeyState


class DataKey(models.Model):
    """A key that encrypts or indexes, wrapped by a master key that is not in the database."""

    id = models.BigIntegerField(
        primary_key=True, db_comment="sensitive=false; random, stands in every ciphertext"
    )
    kind = models.CharField(max_length=10, db_comment="sensitive=false; field or index")
    profile = models.CharField(max_length=20, db_comment="sensitive=false; family of ciphers")
    state = models.CharField(max_length=12, db_comment="sensitive=false; stage of its life")
    master_key_id = models.CharField(
        max_length=100, db_comment="sensitive=false; which master key wraps it"
    )
    wrapped = models.BinaryField(
        db_comment="sensitive=true; the key, encrypted under the master key"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was made")
    activated_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; since when it writes"
    )
    retired_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; since when nothing is under it"
    )

    class Meta:
        db_table = "vault_data_key"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "state"],
                condition=~Q(state=KeyState.RETIRED.value),
                name="vault_data_key_one_per_state",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"data key {self.pk}"


class VaultFile(models.Model):
    """A file that is kept encrypted under a key of its own; without that key it is shredded."""

    id = models.UUIDField(
        primary_key=True, default=new_id, editable=False, db_comment="sensitive=false; key"
    )
    purpose = models.CharField(max_length=100, db_comment="sensitive=false; what it is kept for")
    media_type = models.CharField(max_length=100, db_comment="sensitive=false; type of content")
    size = models.BigIntegerField(db_comment="sensitive=false; bytes before encryption")
    algorithm = models.SmallIntegerField(db_comment="sensitive=false; how it is encrypted")
    file_key = EncryptedTextField(
        purpose="vault.file.key",
        null=True,
        db_comment="sensitive=true; key of this file alone, null once shredded",
    )
    storage_name = models.CharField(
        max_length=100, unique=True, db_comment="sensitive=false; random name in the file store"
    )
    created_at = models.DateTimeField(db_comment="sensitive=false; when it was kept")
    keep_until = models.DateTimeField(
        null=True, db_comment="sensitive=false; when it is to be shredded, null for never"
    )
    shredded_at = models.DateTimeField(
        null=True, db_comment="sensitive=false; when its key was destroyed"
    )

    class Meta:
        db_table = "vault_file"
        indexes = [
            models.Index(
                fields=["keep_until", "id"],
                condition=Q(shredded_at__isnull=True, keep_until__isnull=False),
                name="vault_file_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(shredded_at__isnull=True, file_key__isnull=False)
                | Q(shredded_at__isnull=False, file_key__isnull=True),
                name="vault_file_key_until_shredded",
            ),
        ]

    @override
    def __str__(self) -> str:
        return f"file {self.pk}"

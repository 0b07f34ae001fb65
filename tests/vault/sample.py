"""A table that exists for the length of a test only."""

import contextlib
from collections.abc import Iterator
from typing import ClassVar, Self

from django.db import connection, models
from django.test.utils import isolate_apps
from typing_extensions import override

from shiming.vault import fields

_TYPES = {
    "sqlite": ("integer PRIMARY KEY AUTOINCREMENT", "blob"),
    "postgresql": ("bigserial PRIMARY KEY", "bytea"),
}

# Isolated, for no migration shall be missing.
with isolate_apps("shiming.vault"):

    class Sample(models.Model):
        """A row with encrypted columns and a blind index."""

        # Django makes it anyway; its types see only models of installed applications.
        objects: ClassVar[models.Manager[Self]] = models.Manager()

        id = models.BigAutoField(primary_key=True)
        text = fields.EncryptedTextField(purpose="tests.sample.text")
        note = fields.EncryptedTextField(purpose="tests.sample.note", null=True)
        data = fields.EncryptedJSONField(purpose="tests.sample.data", null=True)
        text_index = models.CharField(max_length=64, default="")

        class Meta:
            app_label = "vault"
            db_table = "tests_sample"

        @override
        def __str__(self) -> str:
            return f"sample {self.pk}"


@contextlib.contextmanager
def sample_table() -> Iterator[None]:
    """Create the table; the rollback of the test removes it."""
    key, binary = _TYPES[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE tests_sample (id {key}, text {binary} NOT NULL,"
            f" note {binary}, data {binary}, text_index varchar(64) NOT NULL)"
        )
    yield

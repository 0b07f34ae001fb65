"""Encrypting and indexing the rows of any table anew, under the active keys."""

import dataclasses
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import BinaryField, Func

from shiming.vault import envelopes, keys, operations, registry
from shiming.vault.fields import EncryptedField
from shiming.vault.types import KeyKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What happened to some rows; lost ones were changed by somebody else meanwhile."""

    last_key: object
    seen: int
    rewritten: int
    lost: int


class Raw(Func):
    """An encrypted column as the database holds it."""

    template = "%(expressions)s"
    output_field = BinaryField()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A model with encrypted columns or blind indexes."""

    model: type[models.Model]
    encrypted: list[EncryptedField]
    indexed: list[registry.IndexedColumn]

    def count(self) -> int:
        """Return how many rows there are."""
        return self._rows().count()

    def rewrite(self, *, after: object, limit: int) -> Batch | None:
        """Rewrite what is stale in the next rows behind the key `after`; None if there are none."""
        rows = self._rows().order_by("pk")
        if after is not None:
            rows = rows.filter(pk__gt=after)
        batch = list(rows[:limit])
        if not batch:
            return None
        active = keys.writing_key(KeyKind.FIELD).id
        outcomes = [self._rewrite_row(row, active) for row in batch]
        return Batch(
            last_key=batch[-1].pk,
            seen=len(batch),
            rewritten=outcomes.count(True),
            lost=outcomes.count(False),
        )

    def _rows(self) -> models.QuerySet[models.Model]:
        rows: models.QuerySet[models.Model] = self.model._base_manager.annotate(  # noqa: SLF001
            **{_raw(field.name): Raw(field.name) for field in self.encrypted}
        )
        return rows

    def _rewrite_row(self, row: models.Model, active_key: int) -> bool | None:
        """Rewrite what is stale in `row`: tell whether that succeeded, None if nothing is."""
        # Any: the row is of a model that the vault does not know.
        found: dict[str, Any] = {}
        new: dict[str, Any] = {}
        for field in self.encrypted:
            raw = getattr(row, _raw(field.name))
            if raw is not None and envelopes.key_id(bytes(raw)) != active_key:
                found[_raw(field.name)] = bytes(raw)
                new[field.name] = getattr(row, field.name)
        for column in self.indexed:
            value = column.value_of(row)
            stale = getattr(row, column.column)
            fresh = None if value is None else operations.blind_index(column.purpose, value)
            # A row that stands in no index, for another has its value, is not put into it by this.
            if fresh is not None and stale is not None and stale != fresh:
                found[column.column] = stale
                new[column.column] = fresh
        if not new:
            return None
        # Compare-and-set: what somebody wrote meanwhile must not be undone.
        return bool(self._rows().filter(pk=row.pk, **found).update(**new))


def tables() -> list[Table]:
    """Return every table that has something to be rewritten."""
    found = [table_of(model) for model in apps.get_models()]
    return [table for table in found if table.encrypted or table.indexed]


def table_of(model: type[models.Model]) -> Table:
    """Return what of `model` is encrypted and indexed."""
    meta = model._meta  # noqa: SLF001  Django documents it
    return Table(
        model=model,
        encrypted=[f for f in meta.local_concrete_fields if isinstance(f, EncryptedField)],
        indexed=registry.columns_of(meta.label),
    )


def _raw(name: str) -> str:
    return f"raw_{name}"

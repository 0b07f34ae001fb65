"""
Columns that are encrypted at rest: text and JSON in Python, envelopes in the database.

They cannot be searched or compared, only asked for being null: put a blind index beside them
(`operations.blind_index`, `queries.blind_indexes`). They refuse to be dumped as fixtures.
"""

import json
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable, Expression
from django.db.models.lookups import Lookup, Transform
from typing_extensions import override

from shiming.vault import envelopes
from shiming.vault.errors import EncryptedLookup

if TYPE_CHECKING:
    # Only the stubs make these generic.
    _Field = models.Field[Any, Any]
    _TextField = models.TextField[Any, Any]
else:
    _Field = models.Field
    _TextField = models.TextField


class EncryptedField(_Field):
    """What both columns have in common; Any is what Django's own fields pass about."""

    purpose: str

    def dump(self, value: Any) -> bytes:  # noqa: ANN401  see the class
        """Return the bytes to be encrypted."""
        raise NotImplementedError

    def load(self, plaintext: bytes) -> Any:  # noqa: ANN401  see the class
        """Return the value that `dump` made bytes of."""
        raise NotImplementedError

    @override
    def get_internal_type(self) -> str:
        return "BinaryField"

    @override
    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {"purpose": self.purpose, **kwargs}

    def from_db_value(
        self,
        value: Any,  # noqa: ANN401  see the class
        _expression: Expression,
        _connection: BaseDatabaseWrapper,
    ) -> Any:  # noqa: ANN401  see the class
        """Decrypt what the database holds."""
        if value is None:
            return None
        return self.load(envelopes.open_(bytes(value), purpose=self.purpose))

    @override
    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,
    ) -> Any:
        if value is None or isinstance(value, Combinable):
            return value
        binary = connection.Database.Binary  # type: ignore[attr-defined]  # the stubs lack it
        return binary(envelopes.seal(self.dump(value), purpose=self.purpose))

    @override
    def get_lookup(self, lookup_name: str) -> type[Lookup] | None:
        if lookup_name != "isnull":
            raise EncryptedLookup(
                f"{self.name} is encrypted and cannot be searched with {lookup_name!r}:"
                " look up its blind index (vault.queries.blind_indexes), or use isnull"
            )
        return super().get_lookup(lookup_name)

    @override
    def get_transform(self, lookup_name: str) -> type[Transform] | None:
        raise EncryptedLookup(f"{self.name} is encrypted and has no {lookup_name!r}")

    @override
    def value_to_string(self, obj: models.Model) -> NoReturn:
        raise TypeError(f"{self.name} is encrypted and is not written into fixtures")


class EncryptedTextField(EncryptedField, _TextField):
    """A text that is encrypted at rest under the key of `purpose` (``area.table.column``)."""

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    @override
    def dump(self, value: Any) -> bytes:
        return str(value).encode()

    @override
    def load(self, plaintext: bytes) -> str:
        return plaintext.decode()


class EncryptedJSONField(EncryptedField):
    """A JSON value that is encrypted at rest under the key of `purpose` (``area.table.column``)."""

    # What the plugin of mypy reads; JSON has no better type.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    @override
    def dump(self, value: Any) -> bytes:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()

    @override
    def load(self, plaintext: bytes) -> Any:
        return json.loads(plaintext)

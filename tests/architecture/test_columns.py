"""Every column says whether it is sensitive, and sensitive ones are not readable at rest."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from shiming.vault import registry
from shiming.vault.fields import EncryptedField

_CLASSES = ("sensitive=true; ", "sensitive=false; ")
# Sensitive, and yet readable in the database, each with its reason.
READABLE = {
    "accounts.Account.password": "a salted Argon2id hash",
    "legal_persons.AgencyRecognition.agreement": "a salted Argon2id hash",
    "accounts.QrSignIn.address": "lives for minutes; shown to whoever is asked to confirm",
    "identity_provider.DeviceRequest.address": "the same",
    "accounts.Session.address": "shown to the owner of the account, and needed without the vault",
    "audit.AuditRecord.address": "an auditor must see whence without the vault; read by permission",
    "audit.AuditRecord.device": "the same",
    "vault.DataKey.wrapped": "encrypted under a master key that is not in the database",
}

# Blind indexes of what is not kept itself: the old keys go on finding them.
INDEXED_ONCE = {
    "accounts.OneTimeCode.mobile_index": "lives for minutes",
    "accounts.Session.device_index": "the token is the browser's",
    "accounts.TrustedDevice.device_index": "the token is the browser's",
    "messages.OutboxMessage.recipient_index": "a day's limit looks no further back",
    "registers.RegisterLookup.number_index": "the log of lookups keeps no number",
}


def _columns() -> Iterator[tuple[str, "models.Field[Any, Any]"]]:
    for model in apps.get_models():
        if model.__module__.startswith("shiming."):
            for field in model._meta.local_concrete_fields:
                yield f"{model._meta.label}.{field.name}", field


def _is_sensitive(field: "models.Field[Any, Any]") -> bool:
    return (field.db_comment or "").startswith(_CLASSES[0])


def _is_blind_index(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.CharField) and field.name.endswith("_index")


def test_every_column_is_classified() -> None:
    unclassified = [
        name for name, field in _columns() if not (field.db_comment or "").startswith(_CLASSES)
    ]

    assert unclassified == []


def test_sensitive_columns_are_encrypted_or_listed_with_a_reason() -> None:
    readable = {
        name
        for name, field in _columns()
        if _is_sensitive(field)
        and not isinstance(field, EncryptedField)
        and not _is_blind_index(field)
    }

    assert readable == set(READABLE)


def test_encrypted_columns_are_classified_as_sensitive() -> None:
    wrong = [
        name
        for name, field in _columns()
        if isinstance(field, EncryptedField) and not _is_sensitive(field)
    ]

    assert wrong == []


def test_every_encrypted_column_has_a_purpose_of_its_own() -> None:
    purposes = [field.purpose for _, field in _columns() if isinstance(field, EncryptedField)]

    assert len(purposes) == len(set(purposes))


def test_every_blind_index_is_made_anew_when_keys_are_rotated() -> None:
    indexes = {name for name, field in _columns() if _is_blind_index(field)}
    registered = {
        f"{model._meta.label}.{column.column}"
        for model in apps.get_models()
        for column in registry.columns_of(model._meta.label)
    }

    assert indexes - registered == set(INDEXED_ONCE)

"""Writing a record, in the caller's transaction and without any lock beyond the insert."""

import datetime as dt
import json
import types
import uuid
from collections.abc import Mapping

from shiming.audit.errors import UnmaskedPersonalData
from shiming.kernel import sql_kit
from shiming.kernel.actor import Actor
from shiming.kernel.tripwire import find_unmasked

Parameter = str | int | uuid.UUID | dt.datetime | None
Details = Mapping[str, str | int | bool | None]
_NO_DETAILS: Details = types.MappingProxyType({})
# Browsers write novels here, and one line is enough to know the device again.
_DEVICE_LENGTH = 200
# PostgreSQL refuses NUL, and the unit separator (U+001F) divides the columns of the canonical form.
_CONTROL_CHARACTERS = dict.fromkeys((*range(0x20), 0x7F), " ")
COLUMNS = (
    "at",
    "event",
    "subject",
    "account_id",
    "person_id",
    "session_id",
    "acting_kind",
    "organisation_id",
    "legal_person_id",
    "level",
    "methods",
    "purpose",
    "case_number",
    "address",
    "device",
    "details",
)
_INSERT = (
    f"INSERT INTO audit_record ({', '.join(COLUMNS)})"  # noqa: S608 - constants only
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))})"
)


def record(
    *, event: str, actor: Actor, subject: str, at: dt.datetime, details: Details = _NO_DETAILS
) -> None:
    """
    Write an audit record in the caller's transaction.

    :raises UnmaskedPersonalData: if subject, purpose, case number or details hold personal data
    """
    values = insert_parameters(event=event, actor=actor, subject=subject, at=at, details=details)
    # Not by the ORM, which takes ten times as long: nearly every act of anybody writes one.
    sql_kit.insert("audit_record", dict(zip(COLUMNS, values, strict=True)))


def insert_statement() -> str:
    """Return the INSERT for psycopg drivers without the ORM; it goes with `insert_parameters`."""
    return _INSERT


def insert_parameters(
    *, event: str, actor: Actor, subject: str, at: dt.datetime, details: Details = _NO_DETAILS
) -> tuple[Parameter, ...]:
    """
    Return the values of one record in the order of `insert_statement`, as psycopg takes them.

    :raises UnmaskedPersonalData: if subject, purpose, case number or details hold personal data
    """
    told = json.dumps(dict(details), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if find_unmasked(f"{subject}\n{actor.purpose}\n{actor.case_number}\n{told}"):
        raise UnmaskedPersonalData(event)
    identity = actor.identity
    return (
        at,
        event,
        _storable(subject),
        actor.account_id,
        actor.person_id,
        actor.session_id,
        identity.kind.value,
        identity.organisation_id,
        identity.legal_person_id,
        int(actor.level),
        " ".join(actor.methods),
        _storable(actor.purpose),
        _storable(actor.case_number),
        _storable(actor.address),
        _storable(actor.device[:_DEVICE_LENGTH]),
        _storable(told),
    )


def _storable(text: str) -> str:
    """Return `text` without what one of the databases cannot keep."""
    if text.isprintable():
        return text
    return text.translate(_CONTROL_CHARACTERS).encode("utf-8", "replace").decode()

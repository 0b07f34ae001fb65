"""Units that nodes tell of, as legal persons here: on record once, under their credit code."""

import datetime as dt

from shiming.accounts.types import AccountId
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName
from shiming.legal_persons import operations as legal_persons
from shiming.legal_persons import queries as legal_persons_queries
from shiming.legal_persons.types import LegalPersonFacts, LegalPersonId, RecordSource, UnitRecord
from shiming.trust_sources.errors import nodes as errors

# Whom a register or the tax core names, no node renames.
_OF_THE_REGISTERS = frozenset({RecordSource.REGISTER, RecordSource.CORE})


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two names are one, however they are spelt; no name contradicts none."""
    return not one or not other or CompanyName.parse(one).key == CompanyName.parse(other).key


def is_vouched_for(unit_id: LegalPersonId, *, now: dt.datetime) -> bool:
    """Tell whether a unit is confirmed here: its account has what that is worth, too."""
    return legal_persons_queries.is_confirmed(unit_id, now=now) or bool(
        legal_persons_queries.list_officers(unit_id, now=now)
    )


def is_account_of_confirmed_unit(account_id: AccountId, *, now: dt.datetime) -> bool:
    """Tell whether an account is the own one of a unit that is confirmed here."""
    unit = legal_persons_queries.find_unit_of_account(account_id)
    return unit is not None and is_vouched_for(unit.id, now=now)


def keep_unit(
    *,
    unit: LegalPersonFacts | None,
    code: CreditCode,
    name: str,
    account_id: AccountId,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Put a unit on record under its name, joined to its account; that proves nothing of it.

    A name that differs was agreed upon by two officers, and so was the account of a unit that is
    confirmed here.

    :raises errors.ConflictMovedOn: if the name is a register's, or the unit has another account
    """
    if unit is None:
        # A unit whose name nobody says comes on record with the first who says it.
        if not name:
            return
        unit_id = legal_persons.add_legal_person(
            record=UnitRecord(
                name=CompanyName.parse(name), source=RecordSource.DECLARED, credit_code=code
            ),
            actor=actor,
            now=now,
        )
        unit = legal_persons_queries.get_legal_person(unit_id)
    if not is_same_name(unit.name, name):
        if unit.source in _OF_THE_REGISTERS:
            raise errors.ConflictMovedOn
        legal_persons.correct_name(
            legal_person_id=unit.id, name=CompanyName.parse(name), actor=actor, now=now
        )
    if unit.account_id is None:
        legal_persons.join_account(
            legal_person_id=unit.id,
            account_id=account_id,
            is_told=not is_vouched_for(unit.id, now=now),
        )
    elif unit.account_id != account_id:
        raise errors.ConflictMovedOn

"""The account of a unit that rests on another node's word, once the unit is confirmed here (E6)."""

import datetime as dt

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.legal_persons.models import LegalPerson
from shiming.legal_persons.operations.office_events import tell_heads
from shiming.legal_persons.types import LegalPersonEvent, LegalPersonId


def settle_told_account(legal_person_id: LegalPersonId, *, actor: Actor, now: dt.datetime) -> None:
    """
    Have what was confirmed win over what a node stated: nobody gets in by its word any more.

    Whoever holds the mobile that it stated would be this unit at its level here. An account that
    the unit's own certificate or licence is bound to is proven here, and stays as it is; any other
    is opened anew by a code that who heads the unit, or a counter, gives out. It happens once.
    """
    told = LegalPerson.objects.filter(pk=legal_person_id, is_account_told=True)
    if not told.update(is_account_told=False):
        return
    unit = LegalPerson.objects.only("account_id", "credit_code", "name").get(pk=legal_person_id)
    if unit.account_id is None:
        return
    account_id = AccountId(unit.account_id)
    bindings = accounts_queries.list_bindings(account_id)
    if any(binding.body_code == unit.credit_code for binding in bindings):
        return
    accounts.reopen_unit_account(account_id=account_id, actor=actor, now=now)
    audit.record(
        event=LegalPersonEvent.TOLD_ACCOUNT_CLOSED,
        actor=actor,
        subject=f"legal_person:{legal_person_id}",
        at=now,
        details={"account_id": str(account_id)},
    )
    tell_heads(
        legal_person_id,
        template="legal_persons/told_account_closed",
        context={
            "unit": unit.name,
            "time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M"),
        },
        now=now,
    )

"""Who hears of what happens to offices, and what is to be done about it (D4, K1, K2)."""

import datetime as dt

from shiming.accounts import queries as accounts
from shiming.accounts.types import PersonId
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.legal_persons import queries
from shiming.legal_persons.types import LegalPersonId, OfficeId
from shiming.messages import operations as messages

CONFIRM_TODO = "legal_persons/confirm_office"
REQUEST_TODO = "legal_persons/office_requested"
RISK_ALERT = "legal_persons/unit_at_risk"


def tell_person(
    person_id: PersonId, *, template: str, context: dict[str, str], now: dt.datetime
) -> None:
    """Write to a person about an office of their own."""
    for account in accounts.list_accounts_of_person(person_id):
        # A linked account is reached over its main one (S14-8).
        if account.main_account_id is None:
            messages.notify(template=template, account_id=account.id, context=context, now=now)


def tell_heads(
    legal_person_id: LegalPersonId,
    *,
    template: str,
    context: dict[str, str],
    now: dt.datetime,
    but: PersonId | None = None,
) -> None:
    """Write to those who head a unit, all but one; it is filed under the unit."""
    identity = ActingIdentity(kind=ActingKind.OFFICE, legal_person_id=legal_person_id)
    for person_id in queries.list_heads(legal_person_id, now=now):
        for account in accounts.list_accounts_of_person(person_id):
            if person_id != but and account.main_account_id is None:
                messages.notify(
                    template=template,
                    account_id=account.id,
                    context=context,
                    identity=identity,
                    now=now,
                )


def ask_to_confirm(office_id: OfficeId, *, person_id: PersonId, now: dt.datetime) -> None:
    """Put an office that is offered onto the list of what waits for its holder."""
    messages.open_todo(
        kind=CONFIRM_TODO,
        subject=f"office:{office_id}",
        person_id=person_id,
        link_name="legal_persons:units",
        now=now,
    )


def ask_heads(legal_person_id: LegalPersonId, *, now: dt.datetime) -> None:
    """Have who asks to act for a unit wait on the lists of all who head it."""
    for person_id in queries.list_heads(legal_person_id, now=now):
        messages.open_todo(
            kind=REQUEST_TODO,
            subject=f"legal_person:{legal_person_id}",
            person_id=person_id,
            link_name="legal_persons:requests",
            now=now,
        )


def settle_todos(office_id: OfficeId, *, legal_person_id: LegalPersonId, now: dt.datetime) -> None:
    """Take what an office no longer waits for off every list that it is on."""
    messages.close_todo(kind=CONFIRM_TODO, subject=f"office:{office_id}", now=now)
    if not queries.list_requests(legal_person_id):
        messages.close_todo(kind=REQUEST_TODO, subject=f"legal_person:{legal_person_id}", now=now)


def alert_of_state(legal_person_id: LegalPersonId, *, unit: str, now: dt.datetime) -> None:
    """Alert those who accept it that their unit no longer stands in normal state (S31-9)."""
    messages.alert_risk(
        template=RISK_ALERT,
        identity=ActingIdentity(kind=ActingKind.OFFICE, legal_person_id=legal_person_id),
        context={"unit": unit},
        now=now,
    )

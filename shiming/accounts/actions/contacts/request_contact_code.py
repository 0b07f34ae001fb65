"""Use case: a signed-in person has a code sent to a contact that they want to bind (S14-5)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.policies.contacts import refusal_to_change_contact, visit_of_session
from shiming.accounts.types import AccountId, CodeId, CodePurpose, Contact, Visit, kind_of
from shiming.kernel.actor import Actor


def request_contact_code(
    *, contact: Contact, actor: Actor, visit: Visit, now: dt.datetime
) -> CodeId:
    """
    Send a code; whether somebody else has proven this contact before is not said (Q42).

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ContactOnMainAccount: if a main account carries the contacts
    :raises errors.OldMobileNotProven: if a mobile is to be changed, and the old one not proven
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.UnitPasswordAlone: if a unit showed nothing but its password
    :raises errors.CodeTooSoon: if the contact got a code less than a minute ago
    :raises errors.CodeLimitReached: if the contact or the address has had its share of the day
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    refusal = refusal_to_change_contact(
        queries.get_account(AccountId(actor.account_id)),
        kind_of(contact),
        actor=actor,
        now=now,
        lifetime=ports.policy().reauthentication_lifetime,
    )
    if refusal:
        raise refusal
    with transaction.atomic(durable=True):
        return operations.issue_code(
            purpose=CodePurpose.BIND_CONTACT,
            contact=contact,
            visit=visit_of_session(visit, actor),
            actor=actor,
            now=now,
        )

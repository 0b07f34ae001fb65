"""Use case: a signed-in person enters the code that came to a contact of theirs (S14-5, S14-6)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.operations.contacts import set_contact
from shiming.accounts.policies.contacts import refusal_to_change_contact, visit_of_session
from shiming.accounts.types import (
    AccountId,
    CodePurpose,
    Contact,
    ContactChangeReason,
    ContactKind,
    Visit,
    kind_of,
)
from shiming.kernel.actor import Actor


def bind_contact(*, typed_code: str, actor: Actor, visit: Visit, now: dt.datetime) -> Contact:
    """
    Give the account the contact that was just proven, and return it.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.OldMobileNotProven: if the proof of the old mobile is too old by now
    :raises errors.ReauthenticationRequired: if the last proof of who acts is too old by now
    :raises errors.UnitPasswordAlone: if a unit showed nothing but its password
    :raises errors.ContactTaken: if somebody else proves it in this very moment
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    account = queries.get_account(AccountId(actor.account_id))
    bound = visit_of_session(visit, actor)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.BIND_CONTACT, typed=typed_code, visit=bound, actor=actor, now=now
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    kind = kind_of(entered.contact)
    # Longer than for sending: the code itself may take its five minutes to be typed.
    policy = ports.policy()
    refusal = refusal_to_change_contact(
        account,
        kind,
        actor=actor,
        now=now,
        lifetime=policy.reauthentication_lifetime + policy.code_lifetime,
    )
    if refusal:
        raise refusal
    had = account.mobile if kind is ContactKind.MOBILE else account.email
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
        set_contact(
            account_id=account.id,
            contact=entered.contact,
            reason=ContactChangeReason.BOUND if had is None else ContactChangeReason.CHANGED,
            actor=actor,
            now=now,
        )
    return entered.contact

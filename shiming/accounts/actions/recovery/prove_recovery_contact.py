"""Use case: a visitor who forgot their password proves a contact of the account (S14-9, S35-7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.operations import activation
from shiming.accounts.policies import recovery as rules
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    ActivationPurpose,
    CodePurpose,
    Contact,
    IssuedActivation,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


def prove_recovery_contact(*, typed_code: str, visit: Visit, now: dt.datetime) -> IssuedActivation:
    """
    Give whoever enters the code that was sent an activation code for this browser alone.

    Only after the code was right does it show whether the contact has an account (Q42).

    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.NotRegistered: if the contact, now proven, has no account
    :raises errors.AccountFrozen: if an administrator froze the account
    :raises errors.RecoveryByAdministrator: if it is an account of staff
    """
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.RECOVER, typed=typed_code, visit=visit, actor=actor, now=now
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
        outcome = _open(entered.contact, visit=visit, actor=actor, now=now)
    # Committed by now: the code is used up, whatever it led to.
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _open(
    contact: Contact, *, visit: Visit, actor: Actor, now: dt.datetime
) -> IssuedActivation | DomainError:
    row = queries.account_with_contact(contact)
    if row is None:
        return errors.NotRegistered()
    account = queries.get_account(AccountId(row.pk))
    if refusal := rules.refusal_to_self_recovery(account):
        return refusal
    is_policy = ports.policy().recovery_demands_document
    linked = queries.list_linked_accounts(account.id)
    audit.record(
        event=AccountEvent.RECOVERY_PROVEN, actor=actor, subject=f"account:{account.id}", at=now
    )
    return activation.issue_activation_code(
        account_id=account.id,
        purpose=ActivationPurpose.RECOVERY,
        actor=actor,
        visitor_token=visit.token,
        demands_document=any(
            rules.demands_document(each, is_policy=is_policy) for each in (account, *linked)
        ),
        now=now,
    )

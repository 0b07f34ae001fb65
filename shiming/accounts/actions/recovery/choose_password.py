"""Use case: the owner of an account chooses its password with an activation code (A5, A6)."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import Account, ActivationCode
from shiming.accounts.operations import activation, counters
from shiming.accounts.operations.credentials import forget_trusted_devices
from shiming.accounts.password_check import personal_parts
from shiming.accounts.policies import recovery as rules
from shiming.accounts.policies.passwords import refusal_to_password
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountEvent,
    AccountFacts,
    AccountId,
    AccountState,
    ActivationPurpose,
    CounterScope,
    GivenDocument,
    PendingActivation,
    SessionEnd,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages


def choose_password(
    *,
    typed_code: str,
    password: str,
    document: GivenDocument | None,
    account_id: AccountId | None,
    visit: Visit,
    now: dt.datetime,
) -> AccountId:
    """
    Set the password, use the code up, end every session and tell the owner over every contact.

    `account_id` names one of several linked accounts. Of many who redeem one code at once, one gets
    through. A first code makes the account active; a lock on its password is lifted.

    :raises errors.RecoveryLocked: if there were too many wrong tries
    :raises errors.ActivationNotUsable: if there is no such code, or it is spent or expired
    :raises DomainError: one of `accounts.password.…` if the profile does not take the password
    :raises errors.DocumentMismatch: if number and name are asked for and are not the owner's
    """
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        pending = activation.try_activation_code(
            typed=typed_code, visit=visit, actor=actor, now=now
        )
    if pending is None:
        raise errors.ActivationNotUsable
    account = _chosen(pending, account_id)
    refusal = refusal_to_password(
        password,
        profile=queries.portal_of_host(visit.host).password_profile,
        personal_parts=personal_parts(account),
    )
    if refusal:
        raise refusal
    if pending.demands_document:
        _check_document(pending, document, actor=actor, now=now)
    # The costly hash is made between two transactions: SQLite has one writer at a time.
    hashed = make_password(password)
    with transaction.atomic(durable=True):
        won = ActivationCode.objects.filter(pk=pending.id, consumed_at__isnull=True).update(
            consumed_at=now
        )
        if not won:
            raise errors.ActivationNotUsable
        _set(account, hashed, purpose=pending.purpose, actor=actor, now=now)
    return account.id


def _chosen(pending: PendingActivation, account_id: AccountId | None) -> AccountFacts:
    if account_id is None:
        return pending.accounts[0]
    for account in pending.accounts:
        if account.id == account_id:
            return account
    raise errors.ActivationNotUsable


def _check_document(
    pending: PendingActivation, document: GivenDocument | None, *, actor: Actor, now: dt.datetime
) -> None:
    """
    Compare number and name with the owner's; each try is paid for first.

    It counts for the code and for the account, or asking for code after code would give as many
    tries as one likes.
    """
    owner = pending.accounts[0].id
    scope, subject = CounterScope.RECOVERY_ACCOUNT, counters.subject_of_account(owner)
    known = [
        queries.get_person(account.person_id)
        for account in pending.accounts
        if account.person_id is not None
    ]
    with transaction.atomic(durable=True):
        charge = operations.charge(scope=scope, subject=subject, actor=actor, now=now)
        if not charge.is_granted:
            raise activation.recovery_locked(charge, now)
        paid = ActivationCode.objects.filter(
            pk=pending.id, consumed_at__isnull=True, tries__lt=ports.policy().activation_tries
        ).update(tries=F("tries") + 1)
        if not paid:
            raise errors.ActivationNotUsable
        is_right = document is not None and any(
            rules.is_same_person(document, person) for person in known
        )
        if is_right:
            operations.refund(scope=scope, subject=subject)
            return
        operations.lock_if_reached(scope=scope, subject=subject, actor=actor, now=now)
        audit.record(
            event=AccountEvent.DOCUMENT_WRONG, actor=actor, subject=f"account:{owner}", at=now
        )
        tries = ActivationCode.objects.values_list("tries", flat=True).get(pk=pending.id)
    raise errors.DocumentMismatch(tries_left=ports.policy().activation_tries - tries)


def _set(
    account: AccountFacts,
    hashed: str,
    *,
    purpose: ActivationPurpose,
    actor: Actor,
    now: dt.datetime,
) -> None:
    living = Account.objects.filter(pk=account.id).exclude(
        state__in=[AccountState.CLOSED, AccountState.FROZEN]
    )
    if not living.update(password=hashed, password_changed_at=now):
        # Frozen or closed since the code was given out.
        raise errors.ActivationNotUsable
    if purpose is ActivationPurpose.FIRST_SIGN_IN:
        living.filter(state=AccountState.PENDING).update(state=AccountState.ACTIVE)
    operations.end_sessions_of_account(
        account_id=account.id, reason=SessionEnd.PASSWORD_CHANGED, actor=actor, now=now
    )
    # Whatever else opened the account to a new password: this was the one that counted.
    ActivationCode.objects.filter(account_id=account.id, consumed_at__isnull=True).update(
        consumed_at=now
    )
    activation.void_recovery(account_id=account.id, now=now)
    # The second step was not shown here, so it must be at the next sign-in, from any browser.
    forget_trusted_devices(account.id)
    operations.forgive(
        scope=CounterScope.PASSWORD_ACCOUNT, subject=counters.subject_of_account(account.id)
    )
    audit.record(
        event=AccountEvent.PASSWORD_CHOSEN,
        actor=actor,
        subject=f"account:{account.id}",
        at=now,
        details={"purpose": purpose.value},
    )
    messages.notify(
        template="accounts/password_chosen",
        account_id=account.id,
        context={"time": now.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")},
        now=now,
    )

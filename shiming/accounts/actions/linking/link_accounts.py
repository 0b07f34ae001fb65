"""Use case: a person joins another account of theirs to the one they are signed in to (S14-8)."""

import datetime as dt

from django.contrib.auth.hashers import check_password
from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import Account
from shiming.accounts.operations import linking
from shiming.accounts.policies.links import refusal_to_link
from shiming.accounts.policies.passwords import LONGEST_ANYWHERE
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.types import (
    AccountEvent,
    AccountFacts,
    AccountId,
    AccountKind,
    AttemptKind,
    CodePurpose,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError


def link_accounts(
    *,
    other_id: AccountId,
    typed: str,
    is_merge: bool,
    actor: Actor,
    visit: Visit,
    now: dt.datetime,
) -> None:
    """
    Link or merge the other account, once both sides are proven.

    `typed` is the code that went to a contact of the other account, whose password was right just
    before; or that password once more, if the account has no contact. Nothing happens by itself:
    two accounts of one person stay two until their owner does this.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if this side was not proven within the last minutes
    :raises errors.LinkNotProven: if the other side was not proven in this session just before
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if there were too many wrong tries
    :raises errors.LinkOtherPerson: and the other refusals to link
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    policy = ports.policy()
    # Longer than for the first step: the code may take its five minutes to be typed.
    lifetime = policy.reauthentication_lifetime + policy.code_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    try:
        other = queries.get_account(other_id)
    except errors.AccountNotFound:
        raise errors.LinkNotProven from None
    if other.kind is not AccountKind.NATURAL_PERSON:
        # Nobody proves such a one in the step before: here its password could only be guessed at.
        raise errors.LinkNotProven
    main = queries.get_account(AccountId(actor.account_id))
    _prove(other, typed, actor=actor, visit=visit, now=now)
    if refusal := refusal_to_link(main, other) or linking.refusal_of_group(main, other):
        _note(main, refusal, actor=actor, now=now)
        raise refusal
    contact = linking.contact_to_prove(other_id)
    with transaction.atomic(durable=True):
        linking.link(main=main, other=other, is_merge=is_merge, actor=actor, now=now)
        linking.tell(
            template="accounts/accounts_merged" if is_merge else "accounts/account_linked",
            account_id=main.id,
            also=[] if contact is None else [contact],
            context={"days": policy.merge_undone_within.days} if is_merge else {},
            now=now,
        )


def _prove(
    other: AccountFacts, typed: str, *, actor: Actor, visit: Visit, now: dt.datetime
) -> None:
    if linking.contact_to_prove(other.id) is None:
        _prove_password(other, typed, visit=visit, now=now)
        return
    bound = linking.visit_of_link(visit, actor=actor, other_id=other.id)
    try:
        with transaction.atomic(durable=True):
            entered = operations.try_code(
                purpose=CodePurpose.CONFIRM_CONTACT,
                typed=typed,
                visit=bound,
                actor=actor,
                now=now,
            )
            if entered.is_right:
                operations.consume_code(code_id=entered.code_id, now=now)
    except errors.CodeNotUsable:
        # There is a code only where the password was right, in this session.
        raise errors.LinkNotProven from None
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    if entered.contact != linking.contact_to_prove(other.id):
        raise errors.LinkNotProven


def _prove_password(other: AccountFacts, password: str, *, visit: Visit, now: dt.datetime) -> None:
    with transaction.atomic(durable=True):
        attempt = operations.pay_for_attempt(
            kind=AttemptKind.PASSWORD,
            account_id=other.id,
            known_as="",
            visit=visit,
            now=now,
        )
    if attempt.refusal is not None:
        raise attempt.refusal
    kept = Account.objects.get(pk=other.id).password
    is_right = bool(kept) and len(password) <= LONGEST_ANYWHERE and check_password(password, kept)
    with transaction.atomic(durable=True):
        if is_right:
            operations.forgive_attempt(attempt)
            return
        operations.fail_attempt(attempt, method="pwd", visit=visit, now=now)
    raise errors.LinkNotProven


def _note(main: AccountFacts, refusal: DomainError, *, actor: Actor, now: dt.datetime) -> None:
    with transaction.atomic(durable=True):
        audit.record(
            event=AccountEvent.LINK_REFUSED,
            actor=actor,
            subject=f"account:{main.id}",
            at=now,
            details={"refusal": refusal.code},
        )

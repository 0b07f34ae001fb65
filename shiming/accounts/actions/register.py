"""Use case: a visitor who has proven a mobile makes an account (A2)."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.operations.registration import note_duplicate, open_account
from shiming.accounts.policies.registration import (
    refusal_to_entries,
    refusal_to_filed_registration,
    refusal_to_unit,
)
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountKind,
    CodePurpose,
    GivenDocument,
    RegistrationVariant,
    SessionId,
    StartedSession,
    Visit,
)
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile


def register(
    *,
    typed_code: str,
    user_name: str,
    password: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
    document: GivenDocument | None = None,
    kind: AccountKind = AccountKind.NATURAL_PERSON,
) -> StartedSession:
    """
    Make an account for whoever enters the code that was sent, and sign it in.

    For a person an empty `user_name` is fine: the mobile signs in too. A unit (S29-4) has one, and
    the mobile is its handler's; whose account it is, who heads the unit says later. Only after the
    code was right does a duplicate show (Q42). In the variant «real-name at once» the account
    waits, useless to any system, until its owner's face has passed (S13-2); where only filed people
    may register, their `document` is looked up (S27-1).

    :raises errors.UnitsRegisteredByHandlers: if units cannot register themselves on this portal
    :raises errors.UserNameMalformed: if the user name has a form that none may have
    :raises DomainError: one of `accounts.password.…` if the profile does not take the password
    :raises errors.DocumentNeeded: if the portal registers filed people only, and none is given
    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.AlreadyRegistered: if the mobile has an account
    :raises errors.DocumentRegistered: and `FiledAlready`, `NotFiled`, where people are filed first
    :raises errors.UserNameTaken: if somebody else is called this; the code stays good
    """
    pending = queries.find_pending_code(
        purpose=CodePurpose.REGISTER, visitor_token=visit.token, now=now
    )
    if pending is None:
        raise errors.CodeNotUsable
    portal = queries.portal_of_host(visit.host)
    variant = portal.registration_variant
    is_filed_first = variant is RegistrationVariant.CARD_FILED_FIRST
    if kind is AccountKind.UNIT and (refusal := refusal_to_unit(variant)):
        raise refusal
    if refusal := refusal_to_entries(
        user_name, password, pending.mobile, profile=portal.password_profile, kind=kind
    ):
        raise refusal
    if is_filed_first and document is None:
        raise errors.DocumentNeeded
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.REGISTER, typed=typed_code, visit=visit, actor=actor, now=now
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    # The costly hash is made between two transactions: SQLite has one writer at a time.
    hashed = make_password(password)
    stopped: DomainError | None = None
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
        if is_filed_first and document is not None:
            stopped = _refusal_of_file(document, entered.mobile, now=now)
        if stopped is None:
            account = open_account(
                user_name=user_name,
                hashed=hashed,
                mobile=entered.mobile,
                variant=variant,
                agreement_id=entered.agreement_id,
                actor=actor,
                now=now,
                portal_code=portal.code,
                kind=kind,
            )
            if account is not None:
                return operations.begin_first_session(
                    account=account, methods=["sms"], visit=visit, replaces=replaces, now=now
                )
            stopped = errors.AlreadyRegistered()
        note_duplicate(code_id=entered.code_id, refusal=stopped.code, actor=actor, now=now)
    # Committed by now: the code is used up, so that numbers cannot be asked for one after another.
    raise stopped


def _refusal_of_file(
    document: GivenDocument, mobile: Mobile, *, now: dt.datetime
) -> DomainError | None:
    known = queries.find_person(document.number)
    return refusal_to_filed_registration(
        document,
        known=known,
        has_account=known is not None and bool(queries.list_accounts_of_person(known.id)),
        filing=ports.filing_source().find_filing(number=document.number, now=now),
        mobile=mobile,
    )

"""Use case: who is on file signs in with mobile, number and the code sent to it (S27-3, Q06)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.document_facts import number_in
from shiming.accounts.models import Account
from shiming.accounts.policies.sessions import actor_of_visit
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountKind,
    AccountState,
    CodePurpose,
    PersonId,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault


def sign_in_as_filed(
    *, typed_code: str, visit: Visit, replaces: SessionId | None, now: dt.datetime
) -> SignInOutcome:
    """
    Sign in whose number and mobile belong together: by an account, or by the file of card readers.

    Who was filed and has no account yet is given one: filing counts as registration (S27-1). A
    person who has accounts already signs in with those.

    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.NotRegistered: if mobile and number are neither registered nor filed together
    :raises errors.AccountFrozen: if an administrator froze the account
    :raises errors.UnderMaintenance: if nobody can sign in at present
    :raises errors.MethodNotOffered: if the portal has other ways in for such accounts
    """
    actor = actor_of_visit(visit)
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.SIGN_IN_AS_FILED,
            typed=typed_code,
            visit=visit,
            actor=actor,
            now=now,
        )
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    with transaction.atomic(durable=True):
        operations.consume_code(code_id=entered.code_id, now=now)
    # Committed by now: the code is used up, whatever it leads to.
    number = number_in(entered.facts)
    if number is None:
        raise errors.NotRegistered
    with transaction.atomic(durable=True):
        account = _account_of(number, mobile=entered.mobile, actor=actor, now=now)
        if account is None:
            raise errors.NotRegistered
        return operations.complete_sign_in(
            account=account,
            methods=["sms"],
            method=SignInMethod.FILED,
            visit=visit,
            replaces=replaces,
            now=now,
        )


def _account_of(
    number: DocumentNumber, *, mobile: Mobile, actor: Actor, now: dt.datetime
) -> Account | None:
    account = queries.account_with_mobile(mobile)
    if account is not None and account.kind != AccountKind.NATURAL_PERSON:
        # A unit's handler may be filed, too: the unit is not them.
        return None
    person = queries.find_person(number)
    if account is not None and account.person_id is not None:
        return account if person is not None and account.person_id == person.id else None
    filing = ports.filing_source().find_filing(number=number, now=now)
    if filing is None or filing.mobile is None or filing.mobile.value != mobile.value:
        return None
    if person is not None and queries.list_accounts_of_person(PersonId(person.id)):
        return None
    if account is None:
        account = _open_account(mobile, actor=actor, now=now)
    account.person_id = operations.attach_person(
        account_id=AccountId(account.pk), number=number, name=filing.name, actor=actor, now=now
    )
    return account


def _open_account(mobile: Mobile, *, actor: Actor, now: dt.datetime) -> Account:
    account = Account(
        id=new_id(),
        kind=AccountKind.NATURAL_PERSON,
        state=AccountState.ACTIVE,
        mobile=mobile.value,
        mobile_index=vault.blind_index(purpose=queries.MOBILE_INDEX, value=mobile.value),
        created_at=now,
    )
    Account.objects.bulk_create([account], ignore_conflicts=True)
    if not Account.objects.filter(pk=account.pk).exists():
        # Somebody registered the mobile in this very moment: the next try finds their account.
        raise errors.NotRegistered
    audit.record(
        event=AccountEvent.REGISTERED,
        actor=actor,
        subject=f"account:{account.pk}",
        at=now,
        details={"state": str(account.state), "variant": "filed"},
    )
    return account

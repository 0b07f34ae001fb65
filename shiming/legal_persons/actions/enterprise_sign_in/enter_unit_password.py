"""Use case: the first step of signing in for a unit: its number and its password (S35-1, S35-2)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import errors as accounts_errors
from shiming.accounts import operations as accounts
from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import (
    AccountId,
    AccountState,
    AttemptKind,
    CheckedForm,
    HumanAnswer,
    SignInMethod,
    Visit,
)
from shiming.kernel.actor import visitor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.identifier import normalise_number
from shiming.kernel.ids import new_id
from shiming.legal_persons import operations, queries
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.types import (
    EntryWay,
    LegalPersonEvent,
    LegalPersonFacts,
    LegalPersonKind,
    UnitSignInId,
)
from shiming.vault import operations as vault

_METHOD = "pwd"
_LONGEST = 64


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EnteredUnit:
    """That a unit's password was right: nobody is signed in, a person has to be chosen."""

    sign_in_id: UnitSignInId


def enter_unit_password(
    *,
    way: EntryWay,
    identifier: str,
    password: str,
    human: HumanAnswer,
    visit: Visit,
    now: dt.datetime,
) -> EnteredUnit:
    """
    Begin a sign-in for the unit whose number (or account name) and password were given.

    Unknown units cost the same work and get the same answer as a wrong password; whether the way
    is open to the unit is said to who knows its password only.

    :raises accounts.errors.HumanCheckFailed: if the picture code or proof of work is wrong
    :raises accounts.errors.SignInLocked: if there were too many wrong tries
    :raises accounts.errors.BadCredentials: if number and password do not belong together
    :raises accounts.errors.AccountFrozen: if they do, but an administrator froze the account
    :raises accounts.errors.MethodNotOffered: if they do, but the portal has other ways for its kind
    :raises errors.UnitNotActive: if they do, but the unit is cancelled or revoked
    :raises errors.QuickNotYet: if the first sign-in was not the ordinary one (S35-3)
    :raises errors.NotAnAgency: if it is no agency that goes the agencies' way
    """
    unit, attempt = _pay(identifier, human=human, visit=visit, now=now)
    account_id = None if unit is None or unit.account_id is None else AccountId(unit.account_id)
    account = None if account_id is None else accounts_queries.account_with_id(account_id)
    is_right = accounts.is_password(password, encoded="" if account is None else account.password)
    if unit is None or account is None or not is_right:
        with transaction.atomic(durable=True):
            accounts.fail_attempt(attempt, method=_METHOD, visit=visit, now=now)
        raise accounts_errors.BadCredentials
    refusal: DomainError | None = rules.refusal_to_way(
        way=way,
        state=unit.state,
        is_agency=unit.kind is LegalPersonKind.AGENCY,
        has_signed_in_before=unit.synchronised_at is not None
        and queries.has_signed_in_before(unit.id),
    )
    if account.state == AccountState.FROZEN:
        refusal = accounts_errors.AccountFrozen()
    try:
        accounts.check_method(SignInMethod.UNIT, account=account, visit=visit)
    except accounts_errors.MethodNotOffered as error:
        refusal = error
    with transaction.atomic(durable=True):
        accounts.forgive_attempt(attempt)
        sign_in_id = UnitSignInId(new_id())
        if refusal is None:
            UnitSignIn.objects.create(
                id=sign_in_id,
                way=way,
                bound_to=vault.blind_index(queries.VISITOR_INDEX, visit.token),
                legal_person_id=unit.id,
                created_at=now,
                expires_at=now + accounts_ports.policy().pending_sign_in_lifetime,
            )
            operations.record_step(
                sign_in_id,
                event=LegalPersonEvent.SIGN_IN_UNIT_PROVEN,
                actor=visitor(address=visit.address, device=visit.device),
                now=now,
                details={"legal_person_id": str(unit.id), "way": way.value},
            )
    if refusal is not None:
        raise refusal
    return EnteredUnit(sign_in_id=sign_in_id)


def _pay(
    identifier: str, *, human: HumanAnswer, visit: Visit, now: dt.datetime
) -> tuple[LegalPersonFacts | None, accounts.Attempt]:
    with transaction.atomic(durable=True):
        is_human = accounts.is_passed_by_human(
            form=CheckedForm.UNIT_SIGN_IN, answer=human, visit=visit, now=now
        )
        if is_human:
            unit = _find(identifier)
            attempt = accounts.pay_for_attempt(
                kind=AttemptKind.PASSWORD,
                account_id=None
                if unit is None or unit.account_id is None
                else AccountId(unit.account_id),
                known_as=_known_as(identifier, unit),
                visit=visit,
                now=now,
            )
    # Committed by now, so that a refused answer is spent.
    if not is_human:
        raise accounts_errors.HumanCheckFailed
    if attempt.refusal is not None:
        raise attempt.refusal
    return unit, attempt


def _find(identifier: str) -> LegalPersonFacts | None:
    if "\0" in identifier or len(identifier) > _LONGEST:
        return None
    unit = queries.find_by_number(identifier)
    if unit is None:
        account = accounts_queries.account_with_user_name(identifier)
        unit = None if account is None else queries.find_unit_of_account(AccountId(account.pk))
    return unit


def _known_as(identifier: str, unit: LegalPersonFacts | None) -> str:
    """Return the one form that all spellings of what was typed share."""
    if unit is not None:
        return f"unit:{unit.id}"
    return f"unit:{normalise_number(identifier[:_LONGEST]).value}"

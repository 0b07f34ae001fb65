"""Small writes of signing in for a unit."""

import datetime as dt

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId, SessionId, SignInMethod, SignInOutcome, Visit
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.types import LegalPersonEvent, OfficeId, UnitSignInFacts, UnitSignInId


def office_key(office_id: OfficeId) -> str:
    """Return the key of the capacity that an office gives."""
    return f"office:{office_id}"


def note_proof(
    sign_in: UnitSignInFacts, *, office_id: OfficeId, method: str, now: dt.datetime
) -> None:
    """
    Record that the chosen officer has proven to be it.

    :raises errors.OfficerChanged: if another one was chosen, or the step taken, meanwhile
    """
    won = UnitSignIn.objects.filter(
        pk=sign_in.id, office_id=office_id, proven_at__isnull=True, consumed_at__isnull=True
    ).update(proven_by=method, proven_at=now)
    if not won:
        raise errors.OfficerChanged


def begin_session(
    sign_in_id: UnitSignInId,
    *,
    account_id: AccountId,
    method: str,
    identity_key: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    """
    Use a sign-in up, and begin the session of the person who proved to be the chosen one.

    The session is theirs, in the capacity of `identity_key`; what the platform asks of every
    sign-in (a second factor, a standstill, a frozen account) it asks of this one too. Whether the
    portal has this way in is a question of the unit's kind. Of several who come at once, one gets
    through.

    :raises errors.UnitSignInLost: if it was used meanwhile, or the account is gone
    :raises DomainError: the refusals of `accounts.operations.complete_sign_in`
    """
    won = UnitSignIn.objects.filter(
        pk=sign_in_id,
        account_id=account_id,
        proven_at__isnull=False,
        consumed_at__isnull=True,
        expires_at__gt=now,
    ).update(consumed_at=now)
    account = accounts_queries.account_with_id(account_id)
    unit = UnitSignIn.objects.select_related("legal_person").filter(pk=sign_in_id).first()
    if not won or account is None or unit is None or unit.legal_person.account_id is None:
        raise errors.UnitSignInLost
    unit_account = accounts_queries.get_account(AccountId(unit.legal_person.account_id))
    return accounts.complete_sign_in(
        account=account,
        # The unit's password is no factor of this person's: all its officers know it.
        methods=[method],
        visit=visit,
        replaces=replaces,
        identity_key=identity_key,
        method=SignInMethod.UNIT,
        offered_to=unit_account.kind,
        now=now,
    )


def record_step(
    sign_in_id: UnitSignInId,
    *,
    event: LegalPersonEvent,
    actor: Actor,
    now: dt.datetime,
    details: dict[str, str],
) -> None:
    """Write a step that was taken into the audit trail."""
    audit.record(
        event=event, actor=actor, subject=f"unit_sign_in:{sign_in_id}", at=now, details=details
    )

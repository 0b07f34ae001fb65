"""Use case: an insurance-only unit enters a client by its password alone (S35-8, Q16)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import AccountId, SessionId, SignInMethod, SignInOutcome, Visit
from shiming.kernel.actor import visitor
from shiming.legal_persons import errors, operations, ports, queries
from shiming.legal_persons.models import UnitSignIn
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.types import LegalPersonEvent, UnitSignInId

_METHOD = "pwd"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EnteredAlone:
    """That the unit has a session of its own, and where it goes on with it."""

    outcome: SignInOutcome
    address: str


def enter_unit_alone(
    *,
    sign_in_id: UnitSignInId,
    wanted: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> EnteredAlone | None:
    """
    Begin a session of the unit that has just given its password, if its way is that short.

    Only insurance-only units have it, and only to clients that an administrator has opened to
    them; for all others (None) somebody has to act for the unit. The session is good for those
    clients alone: it knows the unit and no person, and the platform's own pages know it not.

    :raises errors.UnitSignInLost: if the sign-in is over, too old, or another browser's
    :raises DomainError: the refusals of `accounts.operations.complete_sign_in`
    """
    target = ports.direct_targets().find_target(wanted=wanted)
    with transaction.atomic(durable=True):
        sign_in = queries.get_sign_in(sign_in_id, visit=visit, now=now)
        unit = queries.get_legal_person(sign_in.legal_person_id)
        if target is None or not rules.may_enter_alone(sign_in=sign_in, unit=unit):
            return None
        account = (
            None
            if unit.account_id is None
            else accounts_queries.account_with_id(AccountId(unit.account_id))
        )
        # No trace of an officer's sign-in is left: the unit's first ordinary one is yet to come.
        won, _rows = UnitSignIn.objects.filter(
            pk=sign_in_id, office__isnull=True, consumed_at__isnull=True
        ).delete()
        if not won or account is None:
            raise errors.UnitSignInLost
        operations.record_step(
            sign_in_id,
            event=LegalPersonEvent.SIGN_IN_UNIT_ALONE,
            actor=visitor(address=visit.address, device=visit.device),
            now=now,
            details={"legal_person_id": str(unit.id), "client_id": target.client_id},
        )
        outcome = accounts.complete_sign_in(
            account=account,
            methods=[_METHOD],
            visit=visit,
            replaces=replaces,
            identity_key=queries.unit_key(unit.id),
            method=SignInMethod.UNIT,
            now=now,
        )
    return EnteredAlone(outcome=outcome, address=target.address)

"""Reads about signing in for a unit."""

import datetime as dt
import uuid

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, Visit
from shiming.kernel.actor import ActingIdentity, ActingKind
from shiming.kernel.levels import Level
from shiming.legal_persons import errors
from shiming.legal_persons.models import LegalPerson, UnitSignIn
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.policies.standing import ACTING_STATES
from shiming.legal_persons.queries.officers import list_agreed_offices
from shiming.legal_persons.queries.offices import list_officers
from shiming.legal_persons.types import (
    EntryWay,
    LegalPersonId,
    OfficeFacts,
    OfficeId,
    OfficerChoice,
    UnitSignInFacts,
    UnitSignInId,
)
from shiming.vault import queries as vault

VISITOR_INDEX = "legal_persons.sign_in.visitor"
UNIT_KEY = "unit:"


def get_sign_in(sign_in_id: UnitSignInId, *, visit: Visit, now: dt.datetime) -> UnitSignInFacts:
    """
    Return a sign-in of this browser that can still go on.

    :raises errors.UnitSignInLost: if it is over, too old, or another browser's
    """
    row = (
        UnitSignIn.objects.select_related("legal_person")
        .filter(
            pk=sign_in_id,
            bound_to__in=vault.blind_indexes(VISITOR_INDEX, visit.token),
            consumed_at__isnull=True,
            expires_at__gt=now,
        )
        .first()
    )
    if row is None:
        raise errors.UnitSignInLost
    return UnitSignInFacts(
        id=UnitSignInId(row.pk),
        way=EntryWay(row.way),
        legal_person_id=LegalPersonId(row.legal_person_id),
        unit_name=row.legal_person.name,
        office_id=None if row.office_id is None else OfficeId(row.office_id),
        account_id=None if row.account_id is None else AccountId(row.account_id),
        is_proven=row.proven_at is not None,
        expires_at=row.expires_at,
    )


def has_signed_in_before(legal_person_id: LegalPersonId) -> bool:
    """Tell whether a unit has come in before, the ordinary way first (S35-3)."""
    ways = [EntryWay.ORDINARY, EntryWay.QUICK]
    return UnitSignIn.objects.filter(
        legal_person_id=legal_person_id, way__in=ways, consumed_at__isnull=False
    ).exists()


def unit_key(legal_person_id: LegalPersonId) -> str:
    """Return the key of the capacity in which a unit comes alone."""
    return f"{UNIT_KEY}{legal_person_id}"


def find_unit_identity(*, key: str, account_id: AccountId) -> ActingIdentity | None:
    """Return the capacity in which a unit comes alone with its own account, or None (S35-8)."""
    try:
        unit_id = uuid.UUID(key.removeprefix(UNIT_KEY))
    except ValueError:
        return None
    units = LegalPerson.objects.filter(
        pk=unit_id, account_id=account_id, is_insurance_only=True, state__in=ACTING_STATES
    )
    if not units.exists():
        return None
    return ActingIdentity(kind=ActingKind.UNIT, legal_person_id=unit_id)


def list_choices(sign_in: UnitSignInFacts, *, now: dt.datetime) -> list[OfficerChoice]:
    """
    Return the people of a unit, whether they can be chosen or not.

    Who is named and not captured yet is among them, and learns from it what to do.
    """
    officers = [
        *list_officers(sign_in.legal_person_id, now=now),
        *list_agreed_offices(sign_in.legal_person_id),
    ]
    return [choice_of(office, way=sign_in.way, now=now) for office in officers]


def get_choice(sign_in: UnitSignInFacts, *, office_id: OfficeId, now: dt.datetime) -> OfficerChoice:
    """
    Return somebody of the unit who can be chosen now.

    :raises errors.OfficerNotSelectable: if nobody of the unit holds this office, or they cannot
    """
    for choice in list_choices(sign_in, now=now):
        if choice.office_id == office_id and choice.refusal is None:
            return choice
    raise errors.OfficerNotSelectable


def choice_of(office: OfficeFacts, *, way: EntryWay, now: dt.datetime) -> OfficerChoice:
    """Return an officer as the list shows them: whose account it is, and what can prove them."""
    # The account that is the person's own: a mobile and a password of theirs prove them (S35-4).
    account = None if office.person_id is None else accounts.account_of_face(office.person_id)
    level = Level.ANONYMOUS
    has_password = False
    if account is not None and office.person_id is not None:
        level = accounts_ports.level_source().level_of(office.person_id, account.id, now)[0]
        row = accounts.account_with_id(account.id)
        has_password = row is not None and bool(row.password)
    mobile = None if account is None else account.mobile
    return OfficerChoice(
        office_id=office.id,
        kind=office.kind,
        masked_name=office.holder_name.masked,
        account_id=None if account is None else account.id,
        mobile=mobile,
        has_password=has_password,
        refusal=rules.refusal_to_choose(
            way=way,
            level=level,
            has_account=account is not None,
            has_mobile=mobile is not None,
            has_password=has_password,
        ),
    )

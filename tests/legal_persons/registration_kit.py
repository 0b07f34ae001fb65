"""Registering units, and what has become of it."""

import uuid

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.levels import Level
from shiming.legal_persons import queries
from shiming.legal_persons.actions.registrations.submit_registration import submit_registration
from shiming.legal_persons.identities import OfficeIdentities
from shiming.legal_persons.models import (
    LegalPerson,
    UnitRegistration,
)
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonId,
    LegalPersonPermission,
    RegistrationId,
    RegistrationState,
    RegistrationWay,
)
from shiming.messages.models import InboxMessage
from tests.cast import LEGAL_REPRESENTATIVE, REVIEWER, Member
from tests.factories.accounts import NOW, make_account_of, make_actor, person_of
from tests.factories.legal_persons import (
    CODE,
    UNIT_NAME,
    picture,
    statement,
)

REASON = "登记证书复印件看不清，请重新提交。"


def submit(
    account: Account,
    *,
    role: ApplicantRole = ApplicantRole.REPRESENTATIVE,
    way: RegistrationWay = RegistrationWay.REGISTER,
    representative: Member = LEGAL_REPRESENTATIVE,
    code: str = CODE,
    name: str = UNIT_NAME,
) -> RegistrationId:
    return submit_registration(
        statement=statement(representative=representative, code=code, name=name),
        way=way,
        role=role,
        paper=picture() if way is RegistrationWay.APPROVAL else b"",
        actor=make_actor(account),
        now=NOW,
    )


def state_of(registration_id: RegistrationId) -> RegistrationState:
    return RegistrationState(UnitRegistration.objects.get(pk=registration_id).state)


def level_of_unit() -> Level:
    unit = LegalPerson.objects.get()
    return queries.level_of_unit(LegalPersonId(unit.pk), now=NOW).level


def acting_for(account: Account, unit: uuid.UUID, *permissions: str) -> Actor:
    actor = make_actor(account)
    return Actor(
        account_id=actor.account_id,
        person_id=actor.person_id,
        session_id=actor.session_id,
        identity=ActingIdentity(
            kind=ActingKind.OFFICE, legal_person_id=unit, permissions=frozenset(permissions)
        ),
    )


def officer(member: Member = REVIEWER, *, is_attached: bool = False) -> Actor:
    actor = make_actor(make_account_of(member, is_attached=is_attached))
    return Actor(
        account_id=actor.account_id,
        person_id=actor.person_id,
        identity=ActingIdentity(permissions=frozenset({LegalPersonPermission.REVIEW.value})),
    )


def told(account: Account) -> list[str]:
    own = InboxMessage.objects.filter(account_id=account.pk, template__startswith="legal_persons/")
    return list(own.order_by("pk").values_list("template", flat=True))


def identities_of(account: Account) -> list[str]:
    account.refresh_from_db()
    found = OfficeIdentities().list_identities(
        account_id=AccountId(account.pk), person_id=person_of(account), now=NOW
    )
    return [identity.name for identity in found if identity.name]

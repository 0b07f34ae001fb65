"""Reads about evidence, and the levels that follow from it."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountFacts, AccountId, AccountState, PersonId
from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.kernel.levels import Level
from shiming.proofing import ports
from shiming.proofing.models import (
    Evidence,
)
from shiming.proofing.policies import documents, levels
from shiming.proofing.types import (
    EvidenceFact,
    EvidenceKind,
    Missing,
)


def facts_of_person(*, person_id: uuid.UUID) -> tuple[EvidenceFact, ...]:
    """
    Return what is known of a person, as the level function takes it.

    Contacts are proven in `accounts`; here they are only read.
    """
    proven = _proven(Evidence.objects.filter(person_id=person_id))
    owned = accounts.list_accounts_of_person(PersonId(person_id))
    return (*proven, *(fact for account in owned for fact in _contacts(account)))


def facts_of_account(*, account_id: uuid.UUID) -> tuple[EvidenceFact, ...]:
    """
    Return what was proven with an account, or with one that is linked to it.

    What the person proved with another account says nothing of who holds this one.
    """
    account = accounts.get_account(AccountId(account_id))
    group = accounts.list_group_of(account.id)
    proven: tuple[EvidenceFact, ...] = ()
    if account.person_id is not None:
        about_them = Evidence.objects.filter(person_id=account.person_id)
        proven = _proven(about_them.filter(account_id__in=group))
    members = [accounts.get_account(member) for member in group]
    living = [member for member in members if member.state is not AccountState.CLOSED]
    return (*proven, *(fact for member in living for fact in _contacts(member)))


def level_of_account(
    account_id: uuid.UUID, now: dt.datetime, *, transaction: str = ""
) -> tuple[Level, dt.datetime | None]:
    """Return an account's level at `now`, inside a transaction if one is named, and its end."""
    assurance = levels.level_of(
        evidence=facts_of_account(account_id=account_id),
        now=now,
        policy=ports.policy(),
        transaction=transaction,
    )
    return assurance.level, assurance.until


def level_of_person(person_id: uuid.UUID, now: dt.datetime) -> tuple[Level, dt.datetime | None]:
    """Return a person's level at `now`, and until when it surely holds (a `LevelSource`)."""
    assurance = levels.level_of(
        evidence=facts_of_person(person_id=person_id), now=now, policy=ports.policy()
    )
    return assurance.level, assurance.until


def missing_for_account(
    *, account_id: uuid.UUID, level: Level, now: dt.datetime
) -> tuple[Missing, ...]:
    """Return what an account's person still lacks for a level, cheapest way first (C2)."""
    return levels.missing_for(
        level=level,
        evidence=facts_of_account(account_id=account_id),
        now=now,
        policy=ports.policy(),
        may_use_face_online=_may_use_face_online(account_id=account_id, now=now),
    )


def list_evidence(*, viewer: Actor) -> Sequence[Evidence]:
    """Return what the viewer has proven, newest first, ended evidence included."""
    if viewer.person_id is None:
        return []
    return list(
        Evidence.objects.filter(person_id=viewer.person_id)
        .select_related("revocation")
        .order_by("-at", "-id")
    )


def _may_use_face_online(*, account_id: uuid.UUID, now: dt.datetime) -> bool:
    person_id = accounts.get_account(AccountId(account_id)).person_id
    if person_id is None:
        return True
    born = accounts.get_person(person_id).number.birth_date
    age = documents.age_on(born=born, day=today_in_china(now))
    return documents.is_face_allowed(age=age, policy=ports.policy())


def _proven(kept: QuerySet[Evidence]) -> tuple[EvidenceFact, ...]:
    return tuple(
        EvidenceFact(
            kind=EvidenceKind(row.kind),
            at=row.at,
            valid_until=row.valid_until,
            revoked_at=row.revocation.at if hasattr(row, "revocation") else None,
            is_manual=row.is_manual,
            transaction=row.transaction,
            strength=Level(row.strength),
        )
        for row in kept.select_related("revocation").order_by("at", "id")
    )


def _contacts(account: AccountFacts) -> tuple[EvidenceFact, ...]:
    proven = []
    if account.mobile is not None:
        proven.append(EvidenceFact(kind=EvidenceKind.MOBILE, at=account.created_at))
    if account.email is not None:
        proven.append(EvidenceFact(kind=EvidenceKind.EMAIL, at=account.created_at))
    return tuple(proven)


class EvidenceLevels:
    """The `LevelSource` that wiring gives to `accounts`."""

    def level_of(
        self,
        person_id: PersonId,  # noqa: ARG002  the port's shape
        account_id: AccountId,
        now: dt.datetime,
    ) -> tuple[Level, dt.datetime | None]:
        """Return the level of this account, and until when it surely holds."""
        return level_of_account(account_id, now)

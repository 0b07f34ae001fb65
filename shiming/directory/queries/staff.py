"""Reads about members of staff."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from shiming.accounts.types import AccountId, AccountState
from shiming.directory import errors, policies
from shiming.directory.models import Membership, StaffMember
from shiming.directory.types import (
    EVERYWHERE,
    GroupId,
    GroupRef,
    Reach,
    StaffDraft,
    StaffFacts,
    StaffProfile,
)
from shiming.kernel.errors import DomainError
from shiming.vault import queries as vault

EXTERNAL_ID_INDEX = "directory.staff.external_id"
EMAIL_INDEX = "directory.staff.email"
NAME_INDEX = "directory.staff.name"
NUMBER_INDEX = "directory.staff.number"
PHONE_INDEX = "directory.staff.phone"
_STOPPED = frozenset({AccountState.FROZEN, AccountState.CLOSED})
_NO_GROUPS: Mapping[uuid.UUID, tuple[GroupRef, ...]] = {}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StaffNarrowing:
    """Conditions that an index answers; None where anything will do."""

    account_id: uuid.UUID | None = None
    user_name: str | None = None
    external_id: str | None = None
    email: str | None = None
    changed_from: dt.datetime | None = None


_ANYBODY = StaffNarrowing()


def staff_within(
    reach: Reach, *, client_id: str = "", narrowing: StaffNarrowing = _ANYBODY
) -> QuerySet[StaffMember]:
    """
    Return the rows of members of staff within reach who were not closed, the oldest first.

    An `external_id` is one of the client's own.
    """
    within = Q(organisation__path__startswith=reach.path)
    if not reach.path:
        within |= Q(organisation__isnull=True)
    rows = StaffMember.objects.filter(within, is_closed=False)
    if narrowing.account_id is not None:
        rows = rows.filter(pk=narrowing.account_id)
    if narrowing.user_name is not None:
        rows = rows.filter(account__user_name_key=policies.fold_name(narrowing.user_name))
    if narrowing.external_id is not None:
        indexes = vault.blind_indexes(purpose=EXTERNAL_ID_INDEX, value=narrowing.external_id)
        rows = rows.filter(external_domain=client_id, external_id_index__in=indexes)
    if narrowing.email is not None:
        value = narrowing.email.casefold()
        rows = rows.filter(email_index__in=vault.blind_indexes(purpose=EMAIL_INDEX, value=value))
    if narrowing.changed_from is not None:
        rows = rows.filter(changed_at__gte=narrowing.changed_from)
    return _with_relations(rows).order_by("created_at", "pk")


def staff_row(account_id: AccountId, *, reach: Reach) -> StaffMember:
    """
    Return the row of one member of staff within reach.

    :raises errors.StaffNotFound: if there is none
    """
    row = staff_within(reach, narrowing=StaffNarrowing(account_id=account_id)).first()
    if row is None:
        raise errors.StaffNotFound(account_id=account_id)
    return row


def get_staff(account_id: AccountId, *, reach: Reach) -> StaffFacts:
    """
    Return one member of staff within reach.

    :raises errors.StaffNotFound: if there is none
    """
    return facts_of([staff_row(account_id, reach=reach)], reach=reach)[0]


def find_staff_unscoped(account_id: AccountId) -> StaffFacts | None:
    """Find a member of staff, closed ones too: for whoever passes on what became of them."""
    row = _with_relations(StaffMember.objects.filter(pk=account_id)).first()
    return None if row is None else facts_of([row], reach=EVERYWHERE)[0]


def every_staff() -> QuerySet[StaffMember]:
    """Return the rows of all members of staff, closed ones too, in no order."""
    return _with_relations(StaffMember.objects.all())


def list_staff_keys(
    *, reach: Reach, after: AccountId | None = None, limit: int | None = None
) -> list[AccountId]:
    """Return the accounts of members of staff within reach, by key: all, or so many `after` one."""
    rows = staff_within(reach).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return [AccountId(key) for key in rows.values_list("pk", flat=True)[:limit]]


def count_staff(*, reach: Reach) -> int:
    """Count the members of staff within reach."""
    return staff_within(reach).count()


def staff_with_user_name(user_name: str, *, reach: Reach) -> StaffFacts:
    """
    Return the member of staff of a login name, however it is spelt.

    :raises errors.MemberUnknown: if there is none within reach
    """
    row = staff_within(reach, narrowing=StaffNarrowing(user_name=user_name)).first()
    if row is None:
        raise errors.MemberUnknown
    return facts_of([row], reach=reach)[0]


def refusal_of_double(draft: StaffDraft, *, besides: AccountId | None = None) -> DomainError | None:
    """Return which of number and mobile somebody else has already (S02-5), or None."""
    others = StaffMember.objects.filter(is_closed=False).exclude(pk=besides)
    has_number = draft.number is not None and (
        others.filter(
            number_index__in=vault.blind_indexes(purpose=NUMBER_INDEX, value=draft.number.value)
        ).exists()
    )
    mobile = policies.mobile_in(draft.profile.phone)
    has_phone = mobile is not None and is_phone_taken(mobile, besides=besides)
    if has_number and has_phone:
        return errors.NumberAndPhoneTaken()
    if has_number:
        return errors.NumberTaken()
    return errors.PhoneTaken() if has_phone else None


def is_phone_taken(mobile: str, *, besides: uuid.UUID | None) -> bool:
    """Tell whether another member of staff who was not closed has a mobile."""
    indexes = vault.blind_indexes(purpose=PHONE_INDEX, value=mobile)
    others = StaffMember.objects.filter(is_closed=False).exclude(pk=besides)
    return others.filter(phone_index__in=indexes).exists()


def facts_of(
    rows: Iterable[StaffMember], *, reach: Reach, has_groups: bool = True
) -> list[StaffFacts]:
    """Return what may be known of the rows, with their groups within reach read at once."""
    rows = list(rows)
    groups = _groups_of([row.pk for row in rows], reach=reach) if has_groups else _NO_GROUPS
    return [_facts(row, groups.get(row.pk, ())) for row in rows]


def _facts(row: StaffMember, groups: tuple[GroupRef, ...]) -> StaffFacts:
    organisation = row.organisation
    return StaffFacts(
        account_id=AccountId(row.pk),
        user_name=row.account.user_name,
        external_domain=row.external_domain,
        external_id=row.external_id or "",
        is_active=row.account.state not in _STOPPED,
        is_closed=row.is_closed,
        organisation_code=organisation.code if organisation else "",
        organisation_name=organisation.name if organisation else "",
        organisation_path=organisation.path if organisation else "",
        profile=profile_of(row),
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
        groups=groups,
        number=row.number or "",
    )


def profile_of(row: StaffMember) -> StaffProfile:
    """Read the encrypted column; what it does not hold is empty."""
    kept = row.profile if isinstance(row.profile, dict) else {}
    return StaffProfile(**{name: str(value) for name, value in kept.items()})


def _groups_of(keys: list[uuid.UUID], *, reach: Reach) -> dict[uuid.UUID, tuple[GroupRef, ...]]:
    found: dict[uuid.UUID, list[GroupRef]] = {}
    memberships = Membership.objects.select_related("group__organisation").filter(
        account_id__in=keys
    )
    for membership in memberships.order_by("group__name_key", "pk"):
        place = membership.group.organisation
        # What others call those whom they keep is theirs.
        if not reach.covers(place.path if place else ""):
            continue
        ref = GroupRef(id=GroupId(membership.group_id), name=membership.group.name)
        found.setdefault(membership.account_id, []).append(ref)
    return {key: tuple(refs) for key, refs in found.items()}


def _with_relations(rows: QuerySet[StaffMember]) -> QuerySet[StaffMember]:
    # Nobody's contacts are decrypted for a list of staff.
    return rows.select_related("account", "organisation").defer(
        "account__mobile", "account__email", "account__password"
    )

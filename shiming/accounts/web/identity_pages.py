"""What the pages of capacities and numbers show."""

import dataclasses
from collections.abc import Sequence

from django.utils.translation import gettext as _

from shiming.accounts.types import (
    IdentityFacts,
    NumberKind,
    PersonalNumberFacts,
    PersonalNumberId,
)
from shiming.kernel.actor import ActingKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IdentityRow:
    """One capacity to choose."""

    key: str
    name: str
    note: str
    is_present: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One number to choose, masked."""

    id: PersonalNumberId
    kind: str
    number: str
    is_chosen: bool


def identity_rows(identities: Sequence[IdentityFacts], *, present: str) -> tuple[IdentityRow, ...]:
    """Return the capacities in the order of their source."""
    return tuple(
        IdentityRow(
            key=identity.key,
            name=identity.name or _("本人"),
            note=identity.note or kind_label(identity.kind),
            is_present=identity.key == present,
        )
        for identity in identities
    )


def number_rows(
    numbers: Sequence[PersonalNumberFacts], *, chosen: PersonalNumberFacts | None
) -> tuple[NumberRow, ...]:
    """Return the numbers of an account, masked."""
    return tuple(
        NumberRow(
            id=number.id,
            kind=number_label(number.kind),
            number=number.masked,
            is_chosen=chosen is not None and chosen.id == number.id,
        )
        for number in numbers
    )


def number_label(kind: NumberKind) -> str:
    """Return what kind of number it is, in the reader's language."""
    return {
        NumberKind.HOUSING_FUND: _("个人公积金账号"),
        NumberKind.SOCIAL_SECURITY: _("个人社保号"),
        NumberKind.UNIT_SOCIAL_SECURITY: _("单位社保号"),
        NumberKind.CONSTRUCTION_PERMIT: _("施工许可证号"),
    }[kind]


def kind_label(kind: ActingKind) -> str:
    """Return what a capacity is called, in the reader's language."""
    return {
        ActingKind.SELF: _("个人"),
        ActingKind.OFFICE: _("企业"),
        ActingKind.AGENCY: _("代理机构"),
        ActingKind.POST: _("岗位"),
        ActingKind.UNIT: _("单位"),
        ActingKind.SYSTEM: _("系统"),
    }[kind]

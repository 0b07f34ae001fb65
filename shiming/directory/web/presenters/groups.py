"""What the pages about groups, organisations and programs show."""

import dataclasses
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.directory.types import (
    GroupFacts,
    MemberFacts,
    OrganisationFacts,
    ScimAccessFacts,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group in the list."""

    name: str
    description: str
    member_count: int
    url: str

    @classmethod
    def of(cls, facts: GroupFacts) -> "GroupRow":
        """Return the row of a group."""
        return cls(
            name=facts.name,
            description=facts.description or _("未填写"),
            member_count=facts.member_count,
            url=reverse("directory:group-detail", args=[facts.id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member in the list of a group."""

    name: str
    remove_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """One group with its members."""

    name: str
    is_kept_by_program: bool
    members: tuple[MemberRow, ...]
    change_url: str
    add_url: str
    delete_url: str

    @classmethod
    def of(cls, facts: GroupFacts, members: Iterable[MemberFacts]) -> "GroupPage":
        """Return the page of a group."""
        return cls(
            name=facts.name,
            is_kept_by_program=bool(facts.external_domain),
            members=tuple(
                MemberRow(
                    name=one.name,
                    remove_url=reverse("directory:member-remove", args=[facts.id, one.account_id]),
                )
                for one in members
            ),
            change_url=reverse("directory:group-detail", args=[facts.id]),
            add_url=reverse("directory:member-add", args=[facts.id]),
            delete_url=reverse("directory:group-delete", args=[facts.id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """A node in the list, indented by its depth."""

    indent: str
    name: str
    code: str

    @classmethod
    def of(cls, facts: OrganisationFacts) -> "OrganisationRow":
        """Return the row of a node."""
        return cls(indent="　" * facts.depth, name=facts.name, code=facts.code)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """A program that may come in."""

    client_id: str
    reach: str
    allowed_at: str
    end_url: str

    @classmethod
    def of(cls, facts: ScimAccessFacts) -> "AccessRow":
        """Return the row of a program."""
        return cls(
            client_id=facts.client_id,
            reach=facts.organisation_name or _("全部机构"),
            allowed_at=date_format(timezone.localtime(facts.allowed_at), "Y-m-d H:i"),
            end_url=reverse("directory:scim-end", args=[facts.id]),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """A question before something is done for good."""

    question: str
    about: str
    submit: str
    action: str
    back_url: str

"""Reads of the tree."""

from django.db.models import QuerySet

from shiming.directory import errors, policies
from shiming.directory.models import Organisation
from shiming.directory.types import (
    DirectoryPermission,
    GroupDraft,
    OrganisationFacts,
    OrganisationId,
    Reach,
    StaffDraft,
)
from shiming.kernel.actor import Actor


def find_organisation(code: str, *, reach: Reach) -> OrganisationFacts | None:
    """Find an organisation by its code, if it lies within reach."""
    row = organisations_within(reach).filter(code=code).first()
    return None if row is None else _facts(row)


def place_of(draft: StaffDraft | GroupDraft, *, reach: Reach) -> OrganisationFacts | None:
    """
    Return the organisation that a draft names; whoever reaches a part stays in it by default.

    :raises errors.OrganisationUnknown: if there is no such organisation within reach
    """
    if not draft.organisation_code and not reach.path:
        return None
    code = draft.organisation_code or reach.path.strip("/").rpartition("/")[2]
    found = find_organisation(code, reach=reach)
    if found is None:
        raise errors.OrganisationUnknown
    return found


def organisations_within(reach: Reach) -> QuerySet[Organisation]:
    """Return the rows within reach, in no order."""
    return Organisation.objects.filter(path__startswith=reach.path)


def list_organisations(*, reach: Reach) -> list[OrganisationFacts]:
    """List the tree within reach, each node after the one above it."""
    return [_facts(row) for row in organisations_within(reach).order_by("path", "pk")]


def list_organisations_for_officer(*, viewer: Actor) -> list[OrganisationFacts]:
    """
    List the whole tree to an officer.

    :raises errors.MayNotManageOrganisations: if the viewer may not
    """
    if refusal := policies.refusal_to_officer(
        officer=viewer, permission=DirectoryPermission.MANAGE_ORGANISATIONS
    ):
        raise refusal
    return list_organisations(reach=Reach())


def _facts(row: Organisation) -> OrganisationFacts:
    return OrganisationFacts(id=OrganisationId(row.pk), code=row.code, name=row.name, path=row.path)

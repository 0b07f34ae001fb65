"""Reads: who keeps staff and groups, and how far they reach."""

from shiming.directory import errors, policies
from shiming.directory.models import ScimAccess
from shiming.directory.types import (
    DirectoryPermission,
    Keeper,
    Reach,
    ScimAccessFacts,
    ScimAccessId,
)
from shiming.kernel.actor import Actor


def get_keeper(*, client_id: str) -> Keeper:
    """
    Return what an officer lets a program keep.

    :raises errors.ScimAccessNotFound: if nobody let it in, or nobody does any more
    """
    access = (
        ScimAccess.objects.select_related("organisation")
        .filter(client_id=client_id, ended_at__isnull=True)
        .first()
    )
    if access is None:
        raise errors.ScimAccessNotFound
    path = access.organisation.path if access.organisation else ""
    return Keeper(reach=Reach(path=path), client_id=client_id)


def keeper_of(*, officer: Actor) -> Keeper:
    """
    Return what an officer may keep by hand: every group.

    :raises errors.MayNotManageGroups: if they may not
    """
    if refusal := policies.refusal_to_officer(
        officer=officer, permission=DirectoryPermission.MANAGE_GROUPS
    ):
        raise refusal
    return Keeper()


def list_scim_access(*, viewer: Actor) -> list[ScimAccessFacts]:
    """
    List the programs that may come in, by name.

    :raises errors.MayNotManageScim: if the viewer may not decide that
    """
    if refusal := policies.refusal_to_officer(
        officer=viewer, permission=DirectoryPermission.MANAGE_SCIM
    ):
        raise refusal
    rows = ScimAccess.objects.select_related("organisation").filter(ended_at__isnull=True)
    return [
        ScimAccessFacts(
            id=ScimAccessId(row.pk),
            client_id=row.client_id,
            organisation_name=row.organisation.name if row.organisation else "",
            allowed_at=row.allowed_at,
        )
        for row in rows.order_by("client_id", "pk")
    ]

"""Who may keep organisations, groups and programs, and what those may look like. Pure rules."""

import re
import unicodedata

from shiming.directory import errors
from shiming.directory.types import DirectoryPermission, GroupDraft
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.phones import Mobile

_CODE = re.compile(r"[A-Za-z0-9-]{1,32}")
_DEEPEST = 16
_ROOT = 2
"""So many slashes has the path of a root."""
_ORGANISATION_NAME = 100
_GROUP_NAME, _DESCRIPTION, _EXTERNAL_ID = 60, 200, 256
_REFUSAL_OF = {
    DirectoryPermission.MANAGE_ORGANISATIONS: errors.MayNotManageOrganisations,
    DirectoryPermission.MANAGE_GROUPS: errors.MayNotManageGroups,
    DirectoryPermission.MANAGE_SCIM: errors.MayNotManageScim,
    DirectoryPermission.MANAGE_STAFF: errors.MayNotManageStaff,
    DirectoryPermission.GRANT: errors.MayNotGrant,
}


def refusal_to_officer(*, officer: Actor, permission: DirectoryPermission) -> DomainError | None:
    """Return why this actor may not do what the permission is for, or None if they may."""
    if officer.identity.kind is ActingKind.SYSTEM or officer.may(permission):
        return None
    return _REFUSAL_OF[permission]()


def refusal_to_see_staff(*, viewer: Actor) -> DomainError | None:
    """Return why this actor may not see members of staff: who gives permissions must, too."""
    refusal = refusal_to_officer(officer=viewer, permission=DirectoryPermission.MANAGE_STAFF)
    return None if viewer.may(DirectoryPermission.GRANT) else refusal


def refusal_to_organisation(*, code: str, name: str, parent_path: str) -> DomainError | None:
    """Return why there must not be such an organisation, or None if there may."""
    is_deep = parent_path.count("/") > _DEEPEST
    if not _CODE.fullmatch(code) or is_deep or not _is_line(name, longest=_ORGANISATION_NAME):
        return errors.OrganisationUnfit()
    return None


def refusal_to_group(draft: GroupDraft) -> DomainError | None:
    """Return why a group must not look like this, or None if it may."""
    is_named = _is_line(draft.name, longest=_GROUP_NAME)
    is_short = len(draft.description) <= _DESCRIPTION and len(draft.external_id) <= _EXTERNAL_ID
    return None if is_named and is_short else errors.GroupUnfit()


def fold_name(name: str) -> str:
    """Return the form under which two spellings of one name are the same."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def mobile_in(text: str) -> str | None:
    """Return the mobile that a text spells, as it is compared; an office's line is none."""
    try:
        return Mobile.parse(text).value
    except DomainError:
        return None


def is_above(mine: str, theirs: str) -> bool:
    """
    Tell whether a place in the tree stands above another, directly or not.

    Above a root stands nobody but who belongs to no body: they reach the root, and no further.
    """
    if not mine:
        return theirs.count("/") == _ROOT
    return theirs != mine and theirs.startswith(mine)


def _is_line(text: str, *, longest: int) -> bool:
    return 0 < len(text.strip()) <= longest and text.isprintable()

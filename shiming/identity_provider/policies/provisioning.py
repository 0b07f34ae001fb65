"""Who may keep unified clients, and what may be told of local users. Pure rules."""

import re

from shiming.identity_provider import errors
from shiming.identity_provider.types import LocalUserMatch, ProvisioningPermission
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level

MATCHED_FROM = Level.INTERMEDIATE
"""From here on it is known that the person is there, not only that their number exists."""
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{16,2048}")
_LONGEST_LOCAL_USER = 200


def refusal_to_provision(*, officer: Actor) -> DomainError | None:
    """Return why this actor may not see or change unified clients, or None if they may."""
    if officer.identity.kind is ActingKind.SYSTEM or officer.may(ProvisioningPermission.MANAGE):
        return None
    return errors.MayNotManageProvisioning()


def refusal_to_token(token: str) -> DomainError | None:
    """Return why a token cannot stand in a header (RFC 6750, section 2.1), or None."""
    return None if _TOKEN.fullmatch(token) else errors.ProvisioningTokenInvalid()


def refusal_to_local_user(local_user: str) -> DomainError | None:
    """Return why nobody can be called this, or None."""
    is_line = 0 < len(local_user) <= _LONGEST_LOCAL_USER and local_user.isprintable()
    return None if is_line and local_user.strip() == local_user else errors.LocalUserUnfit()


def may_match_by_identifier(level: Level) -> bool:
    """Tell whether somebody is known surely enough to be given what belongs to a number."""
    return level >= MATCHED_FROM


def may_be_reported(match: LocalUserMatch) -> bool:
    """Tell whether a client may say so itself; identifiers we match, and nobody else."""
    return match is not LocalUserMatch.IDENTIFIER

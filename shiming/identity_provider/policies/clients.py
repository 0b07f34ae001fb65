"""What a client may be registered with. Pure rules: no query, no write, no clock, no request."""

import re
from collections.abc import Iterable

from shiming.identity_provider import errors
from shiming.identity_provider.policies.abilities import (
    recognises_people,
    refusal_to_give_abilities,
    signs_people_on,
)
from shiming.identity_provider.policies.addresses import is_exact_address, is_of_same_origin
from shiming.identity_provider.types import Abilities, AuthMethod, Launch, Scope
from shiming.kernel.errors import DomainError

_USUAL = Abilities()
CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{3,64}")


def refusal_to_launch(*, launch: Launch, redirect_uris: Iterable[str]) -> DomainError | None:
    """Return why the launcher may not open a client at these addresses, or None if it may."""
    theirs = tuple(redirect_uris)
    if all(
        is_exact_address(one) and is_of_same_origin(one, theirs)
        for one in (launch.home_uri, launch.initiate_login_uri)
        if one
    ):
        return None
    return errors.RedirectUriInvalid()


def refusal_to_register_client(
    *,
    client_id: str,
    redirect_uris: Iterable[str],
    post_logout_redirect_uris: Iterable[str],
    scopes: Iterable[str],
    sector: str,
    abilities: Abilities = _USUAL,
    auth_method: AuthMethod = AuthMethod.BASIC,
    frontchannel_logout_uri: str = "",
) -> DomainError | None:
    """Return why a client must not be registered like this, or None if it may."""
    redirect_uris = tuple(redirect_uris)
    if not CLIENT_ID.fullmatch(client_id):
        return errors.ClientIdInvalid()
    if bool(redirect_uris) is not signs_people_on(abilities) or not all(
        is_exact_address(address) for address in (*redirect_uris, *post_logout_redirect_uris)
    ):
        return errors.RedirectUriInvalid()
    if frontchannel_logout_uri and not (
        is_exact_address(frontchannel_logout_uri)
        and is_of_same_origin(frontchannel_logout_uri, redirect_uris)
    ):
        return errors.SignOutUriInvalid()
    if not sector:
        return errors.SectorUnclear()
    scopes = frozenset(scopes)
    if recognises_people(abilities) and Scope.OPENID not in scopes:
        return errors.ScopeUnknown()
    return refusal_to_give_abilities(abilities=abilities, auth_method=auth_method, scopes=scopes)

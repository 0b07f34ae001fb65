"""What a client may be registered with. Pure rules: no query, no write, no clock, no request."""

import re
from collections.abc import Iterable

from shiming.identity_provider import errors
from shiming.identity_provider.policies.addresses import is_exact_address, is_of_same_origin
from shiming.identity_provider.types import Scope
from shiming.kernel.errors import DomainError

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{3,64}")


def refusal_to_register_client(
    *,
    client_id: str,
    redirect_uris: Iterable[str],
    post_logout_redirect_uris: Iterable[str],
    scopes: Iterable[str],
    sector: str,
    frontchannel_logout_uri: str = "",
) -> DomainError | None:
    """Return why a client must not be registered like this, or None if it may."""
    redirect_uris = tuple(redirect_uris)
    if not CLIENT_ID.fullmatch(client_id):
        return errors.ClientIdInvalid()
    if not redirect_uris or not all(
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
    if Scope.OPENID not in scopes or not scopes.issubset(frozenset(Scope)):
        return errors.ScopeUnknown()
    return None

"""What a client may be registered with. Pure rules: no query, no write, no clock, no request."""

import ipaddress
import re
import urllib.parse
from collections.abc import Iterable

from shiming.identity_provider import errors
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
) -> DomainError | None:
    """Return why a client must not be registered like this, or None if it may."""
    redirect_uris = tuple(redirect_uris)
    if not CLIENT_ID.fullmatch(client_id):
        return errors.ClientIdInvalid()
    if not redirect_uris or not all(
        is_exact_address(address) for address in (*redirect_uris, *post_logout_redirect_uris)
    ):
        return errors.RedirectUriInvalid()
    if not sector:
        return errors.SectorUnclear()
    scopes = frozenset(scopes)
    if Scope.OPENID not in scopes or not scopes.issubset(frozenset(Scope)):
        return errors.ScopeUnknown()
    return None


def is_exact_address(address: str) -> bool:
    """
    Tell whether an address may be redirected to: absolute, exact, and private on the way.

    Plain http only to this very machine (RFC 8252, section 8.3); no fragment (RFC 6749, 3.1.2), no
    user name, no wildcard, nothing that two parsers could read differently.
    """
    if not address.isascii() or re.search(r"[\x00-\x20\x7f\\*<>\"'`{}|^]", address):
        return False
    try:
        parts = urllib.parse.urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or "#" in address or "/.." in parts.path:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def sector_of(redirect_uris: Iterable[str]) -> str:
    """Return the one host of the addresses (OIDC Core, 8.1), empty if they have several."""
    try:
        hosts = {urllib.parse.urlsplit(address).hostname or "" for address in redirect_uris}
    except ValueError:
        return ""
    return hosts.pop() if len(hosts) == 1 else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

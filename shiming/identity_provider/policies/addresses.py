"""Which addresses may be registered. Pure rules: no query, no write, no clock, no request."""

import ipaddress
import re
import urllib.parse
from collections.abc import Collection, Iterable

from shiming.identity_provider.protocol.endpoints.cas import services

# What a header or a policy made from it could not be broken with.
_NETLOC = re.compile(r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(?::[1-9][0-9]*)?")
# Dots, slashes and control characters in disguise, and paths that name the same place twice.
_MISREADABLE = re.compile(r"%(?:2e|2f|5c|00|0a|0d|25)|/\.|//", re.IGNORECASE)


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
    if not host or not _NETLOC.fullmatch(parts.netloc) or "#" in address:
        return False
    if _MISREADABLE.search(parts.path):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def cas_place_of(address: str) -> tuple[str, str] | None:
    """Return origin and path of a CAS service, the path ending with a slash, or None if unfit."""
    if not is_exact_address(address) or "?" in address:
        return None
    place = services.split(address)
    if place is None:
        return None
    origin, path = place
    return origin, path if path.endswith("/") else f"{path}/"


def is_of_same_origin(address: str, others: Iterable[str]) -> bool:
    """Tell whether scheme, host and port of an address are those of one of the others."""
    return _origin(address) in {_origin(other) for other in others}


def moved_to(address: str, redirect_uris: Collection[str]) -> str:
    """
    Return where an address of a client is once its redirect addresses are these.

    Nobody is sent, and nothing told, to a host that no redirect address vouches for: a name that is
    given up is anybody's soon. Empty if there is no one host to which it has moved.
    """
    if not address or is_of_same_origin(address, redirect_uris):
        return address
    origins = {_origin(one) for one in redirect_uris}
    if len(origins) != 1:
        return ""
    parts = urllib.parse.urlsplit(address)
    return urllib.parse.urlunsplit((*origins.pop(), parts.path, parts.query, ""))


def sector_of(redirect_uris: Iterable[str], *, own: str = "") -> str:
    """
    Return the one host of the addresses (OIDC Core, 8.1), empty if they have several.

    This very machine is everybody's, and no two clients there may compare whom they know: `own` is
    the sector of a client that is redirected to it.
    """
    try:
        hosts = {urllib.parse.urlsplit(address).hostname or "" for address in redirect_uris}
    except ValueError:
        return ""
    if len(hosts) != 1:
        return ""
    host = hosts.pop()
    return own if own and _is_loopback(host) else host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _origin(address: str) -> tuple[str, str]:
    parts = urllib.parse.urlsplit(address)
    return parts.scheme, parts.netloc.lower()

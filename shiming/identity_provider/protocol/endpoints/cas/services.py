"""Which client lives at an address."""

import re
import urllib.parse

from shiming.identity_provider.protocol.store import CasServiceRecord, FindCasServices, Steps

LONGEST = 2000
# Two readers could read these differently, and one of them would leave the client's path.
_AMBIGUOUS = re.compile(
    r"[^\x21-\x7e]|[\\<>\"'`{}|^#]|%(?:2e|2f|5c|00|0a|0d|25)|/\.\.?(?:/|$)|//|;", re.IGNORECASE
)
_NETLOC = re.compile(r"(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?")


def find_service(address: str) -> Steps[CasServiceRecord | None]:
    """
    Find the registered service that an address lies in, or None.

    Scheme, host and port must be the registered ones, character for character; below the path the
    client may use what it likes, as long as every reader understands the same by it.
    """
    place = split(address)
    if place is None:
        return None
    origin, path = place
    for service in (yield from FindCasServices(origin=origin)):
        if path.startswith(service.path) or f"{path}/" == service.path:
            return service
    return None


def split(address: str) -> tuple[str, str] | None:
    """Return origin and path of an address that nobody can misread, or None."""
    if len(address) > LONGEST:
        return None
    plain, _, _ = address.partition("?")
    scheme, colon, rest = plain.partition("://")
    if not colon or _AMBIGUOUS.search(rest) or not address.isascii() or not address.isprintable():
        return None
    if re.search(r"[\s\\#<>\"]", address):
        return None
    try:
        parts = urllib.parse.urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    if scheme not in {"https", "http"} or not _NETLOC.fullmatch(parts.netloc):
        return None
    return f"{scheme}://{parts.netloc}", parts.path or "/"


def with_ticket(service: str, ticket: str) -> str:
    """Return the address with the ticket added to what it already holds."""
    return f"{service}{'&' if '?' in service else '?'}ticket={ticket}"

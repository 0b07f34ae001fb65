"""
Calls to addresses that somebody else named: clients, trust sources.

Whoever names an address could name one of our own machines, and have us knock there in their
place (server-side request forgery). So such calls go through one port, `Fetcher`, whose adapter
keeps the rules of this page; nothing else may fetch what a stranger wrote down.
"""

import dataclasses
import enum
import ipaddress
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Protocol

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST_ADDRESS = 2000
# Whatever two parsers could read differently, and whatever would split a header.
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\<>\"`{}|^]")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class FetchReason(enum.StrEnum):
    """Why there is no answer."""

    ADDRESS_UNFIT = "address_unfit"
    """Not https, or with a user name, a fragment or characters that have no place there."""
    ADDRESS_PRIVATE = "address_private"
    NAME_UNKNOWN = "name_unknown"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    REDIRECTED = "redirected"
    TOO_LONG = "too_long"


class FetchFault(Exception):
    """There was no answer; the address itself is not repeated, it may hold secrets."""

    def __init__(self, reason: FetchReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came back; anything below 300 or from 400 on, never a redirect."""

    status: int
    content_type: str
    body: bytes = dataclasses.field(repr=False)
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict, repr=False)
    """By their names in small letters."""


class Fetcher(Protocol):
    """Whoever may call addresses that others named."""

    def fetch(self, url: str, *, form: Mapping[str, str] | None = None) -> Fetched:
        """
        Read `url`, or send it a form.

        :raises FetchFault: if there is no answer, or none may be asked for
        """
        ...

    def may_fetch(self, url: str) -> bool:
        """Tell whether `url` is one that may be called, as far as it can be told unresolved."""
        ...


def is_public(address: Address) -> bool:
    """Tell whether a network address belongs to the open internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def may_be_called(address: Address, *, allowed: Iterable[Network]) -> bool:
    """Tell whether a resolved address is public, or in a network that the deployment allows."""
    plain = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return is_public(address) or any(
        one in network for network in allowed for one in (plain or address,)
    )


def fault_of(
    url: str, *, allowed: Iterable[Network], takes_plain_http: bool = False
) -> FetchReason | None:
    """
    Return why an address may not be called, or None as far as it can be told unresolved.

    Plain http only to this very machine, and only where the deployment allows that; or anywhere,
    where what is read carries a signature of its own (revocation lists).
    """
    if len(url) > LONGEST_ADDRESS or not url.isascii() or _AMBIGUOUS.search(url) or "#" in url:
        return FetchReason.ADDRESS_UNFIT
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return FetchReason.ADDRESS_UNFIT
    if not host or "@" in parts.netloc or parts.scheme not in {"http", "https"}:
        return FetchReason.ADDRESS_UNFIT
    literal = literal_of(host)
    is_here = literal is not None and literal.is_loopback
    if parts.scheme == "http" and not (is_here or takes_plain_http):
        return FetchReason.ADDRESS_UNFIT
    if literal is not None and not may_be_called(literal, allowed=allowed):
        return FetchReason.ADDRESS_PRIVATE
    return None


def literal_of(host: str) -> Address | None:
    """Return the network address that a host is written as, this machine's name included."""
    if host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost"):
        return ipaddress.IPv4Address("127.0.0.1")
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None

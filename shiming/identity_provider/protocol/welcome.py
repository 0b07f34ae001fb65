"""Whom a client takes at all, and by which ways in; the same for every protocol (E2, S05-6)."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from shiming.identity_provider.protocol.store import ClientRecord, SessionRecord
from shiming.identity_provider.types import Unwelcome
from shiming.kernel.actor import ActingKind

PROVEN_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "password": frozenset({"pwd"}),
        "sms": frozenset({"sms"}),
        "certificate": frozenset({"hwk", "pin"}),
        "passkey": frozenset({"hwk", "user"}),
        "document_face": frozenset({"face"}),
        "qr": frozenset({"mca"}),
    }
)
"""The RFC 8176 names by which a session shows that its person came in one of these ways."""


# A phone that confirms a code hands its own methods on, and proves nothing beyond them (`mca`).
_BY_PASSWORD_ALONE = frozenset({"pwd", "mca"})


class Accepting(Protocol):
    """A client, as far as it says by which ways its people may come in."""

    @property
    def sign_in_methods(self) -> Collection[str]:
        """The ways that it accepts; none: all."""

    @property
    def admits_units_alone(self) -> bool:
        """Whether it takes units by their password alone (S35-8)."""


def is_way_accepted(client: Accepting, session: SessionRecord) -> bool:
    """Tell whether the person signed in by a way that the client accepts."""
    if session.identity.kind is ActingKind.UNIT and not client.admits_units_alone:
        # Nobody proved anything but to know a unit's password (S35-8, Q16).
        return False
    if session.is_own_account_of_unit and _BY_PASSWORD_ALONE.issuperset(session.methods):
        # The way for units by their password alone is the enterprises' own, whose session says so.
        return False
    return is_one_shown(client.sign_in_methods, session.methods)


def is_one_shown(ways: Collection[str], methods: Iterable[str]) -> bool:
    """Tell whether RFC 8176 names show one of the ways; where none is named, any will do."""
    shown = frozenset(methods)
    return not ways or any(PROVEN_BY[way] <= shown for way in ways if way in PROVEN_BY)


def unwelcome(client: ClientRecord, session: SessionRecord, *, is_tester: bool) -> Unwelcome | None:
    """Return why the client does not take this person as they act now, or None if it does."""
    if client.is_sandbox and not is_tester:
        return Unwelcome.NO_TESTER
    if client.account_kinds and session.account_kind not in client.account_kinds:
        # Refused where they leave: what they would be refused there is never told to anybody.
        return Unwelcome.ACCOUNT
    if client.acting_kinds and session.identity.kind not in client.acting_kinds:
        return Unwelcome.ACTING
    return None

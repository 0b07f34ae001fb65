"""Port: whoever speaks the protocols of trust sources."""

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from shiming.accounts.types import Challenge
from shiming.kernel.slots import Slot
from shiming.trust_sources.types import Connection, SourceReport


class SourceClients(Protocol):
    """Asks sources over their protocols; nothing of what they answer is believed further."""

    def fault_of(self, connection: Connection) -> str:
        """Return which field of a connection is missing or unfit, or an empty text."""
        ...

    def authorization_url(
        self, connection: Connection, *, challenge: Challenge, redirect_uri: str
    ) -> str | None:
        """Return where people show the source who they are, or None if that cannot be had."""
        ...

    def identify(
        self,
        connection: Connection,
        *,
        answer: Mapping[str, str],
        redirect_uri: str,
        challenge: Challenge,
        code_verifier: str,
        now: dt.datetime,
    ) -> SourceReport:
        """Return what the source says of who came back with `answer`."""
        ...

    def check_password(self, connection: Connection, *, name: str, password: str) -> SourceReport:
        """Return what the source says of whoever has this name and password there."""
        ...

    def is_alive(self, connection: Connection) -> bool:
        """Tell whether the source answers now."""
        ...


source_clients: Slot[SourceClients] = Slot("trust_sources.source_clients")

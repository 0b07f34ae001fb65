"""What the checks of client authentication look at."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol.client_authentication.credentials import Credentials
from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import ClientRecord
from shiming.identity_provider.protocol.tokens_of_others import Unverified


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A client's word on who it is."""

    parameters: Parameters
    credentials: Credentials
    client: ClientRecord | None
    assertion: Unverified | None
    certificate: str = dataclasses.field(repr=False)
    audiences: frozenset[str]
    """Who we are to a client that addresses an assertion to us."""
    hash_key: bytes = dataclasses.field(repr=False)
    now: dt.datetime

    @property
    def known_client(self) -> ClientRecord:
        """The client, after `client_is_in_use`."""
        if self.client is None:
            raise AssertionError("a check ran before client_is_in_use")
        return self.client

    @property
    def known_assertion(self) -> Unverified:
        """The assertion, after `assertion_is_signed`."""
        if self.assertion is None:
            raise AssertionError("a check ran before assertion_is_signed")
        return self.assertion

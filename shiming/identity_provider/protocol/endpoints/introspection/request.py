"""What the checks of the introspection endpoint look at."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import ClientRecord, TokenRecord


class Inactive(Exception):
    """The token is none, or none for who asks: the answer is the same (RFC 7662, section 2.2)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IntrospectionRequest:
    """A client's question whether a token is worth anything."""

    parameters: Parameters
    client: ClientRecord
    token: TokenRecord | None = None
    is_refresh_token: bool = False
    now: dt.datetime

    @property
    def known_token(self) -> TokenRecord:
        """The token, after `token_is_known`."""
        if self.token is None:
            raise AssertionError("a check ran before token_is_known")
        return self.token

"""What the checks of the userinfo endpoint look at."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol.store import TokenRecord


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UserinfoRequest:
    """A token, as found."""

    presented: str = dataclasses.field(repr=False)
    token: TokenRecord | None
    now: dt.datetime

    @property
    def known_token(self) -> TokenRecord:
        """The token, after `token_is_known`."""
        if self.token is None:
            raise AssertionError("a check ran before token_is_known")
        return self.token

"""What the checks of the userinfo endpoint look at."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol.least_levels import NOBODY, Held, LeastLevels
from shiming.identity_provider.protocol.store import Grant, TokenRecord


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UserinfoRequest:
    """A token, as found."""

    presented: str = dataclasses.field(repr=False)
    is_elsewhere: bool = False
    """Whether a token came in the address or in the form."""
    is_dpop: bool = False
    """Whether it came under the scheme of bound tokens."""
    token: TokenRecord | None
    confirmation: str
    """Thumbprint of the key that the sender proved to hold."""
    issuer: str
    held: Held = NOBODY
    """The level that whoever granted the token has now."""
    least_levels: LeastLevels
    now: dt.datetime

    @property
    def known_token(self) -> TokenRecord:
        """The token, after `token_is_known`."""
        if self.token is None:
            raise AssertionError("a check ran before token_is_known")
        return self.token

    @property
    def known_grant(self) -> Grant:
        """The grant of the token, after `scope_is_openid`."""
        if self.known_token.grant is None:
            raise AssertionError("a token without a person has the scope openid")
        return self.known_token.grant

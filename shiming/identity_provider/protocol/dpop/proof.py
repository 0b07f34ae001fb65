"""What the checks of a proof of possession look at."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from joserfc.jwk import Key

from shiming.identity_provider.protocol.tokens_of_others import Unverified


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof, and the request that it came with."""

    token: Unverified | None
    key: Key | None
    """The public key that it is about, if it brings a usable one."""
    method: str
    address: str
    access_token: str = dataclasses.field(repr=False)
    """The access token that it came with, at a resource; empty elsewhere."""
    nonces: frozenset[str]
    """The nonces that it may hold; none if we hand out none."""
    now: dt.datetime

    @property
    def read(self) -> Unverified:
        """The proof, after `proof_is_signed`."""
        if self.token is None:
            raise AssertionError("a check ran before proof_is_signed")
        return self.token

    @property
    def claims(self) -> Mapping[str, Any]:
        """What it says, after `proof_is_signed`."""
        return self.read.claims

"""What a run of the engine knows besides the request: who we are, our keys, terms and addresses."""

import dataclasses
import datetime as dt
import secrets
import urllib.parse
from collections.abc import Callable
from typing import Protocol

from shiming.identity_provider.protocol.least_levels import LeastLevels
from shiming.identity_provider.protocol.signatures import KeyRing
from shiming.identity_provider.protocol.strangers import Strangers
from shiming.identity_provider.protocol.user_codes import new_user_code
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long things last (E1); parameters of the deployment."""

    code: dt.timedelta = dt.timedelta(seconds=60)
    access_token: dt.timedelta = dt.timedelta(minutes=10)
    id_token: dt.timedelta = dt.timedelta(minutes=10)
    refresh_token: dt.timedelta = dt.timedelta(days=30)
    interaction: dt.timedelta = dt.timedelta(hours=1)
    pushed_request: dt.timedelta = dt.timedelta(seconds=60)
    cas_ticket: dt.timedelta = dt.timedelta(seconds=30)
    device: dt.timedelta = dt.timedelta(minutes=10)
    device_interval: dt.timedelta = dt.timedelta(seconds=5)


def new_secret() -> str:
    """Return a new secret of 256 random bits: beyond guessing, so that a fast hash keeps it."""
    return secrets.token_urlsafe(32)


class SignInUrl(Protocol):
    """Whoever knows where people sign in; `accounts`, by the engine."""

    def __call__(
        self,
        *,
        back: str,
        is_again: bool,
        is_new: bool,
        source: str,
        methods: tuple[str, ...] = (),
    ) -> str:
        """
        Return where to sign in, to come back to `back` of this site.

        `is_again`: even who is signed in must do so; `is_new`: to open an account (prompt=create);
        `source`: the trust source that the client points to (`idp_hint`, S16-4), or nothing;
        `methods`: the ways in that the client accepts, all if none is named (S05-6).
        """
        ...


class StepUpUrl(Protocol):
    """Whoever leads people to a missing proof (C2); `proofing` and `legal_persons`, by wiring."""

    def __call__(self, *, level: Level, next_url: str, is_unit: bool, transaction: str = "") -> str:
        """
        Return where a person gets to `level`, to come back to `next_url` of this site.

        `is_unit`: it is the legal person's level that is missing, and not the person's own;
        `transaction`: what a fresh face check is bound to, if any is wanted (Q20).
        """
        ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    The provider as configured, with the keys of the moment.

    `pairwise_salt` must never change: every client's mapping of its users hangs on it (S16-8).
    """

    issuer: str
    keys: KeyRing
    pairwise_salt: bytes = dataclasses.field(repr=False)
    hash_key: bytes = dataclasses.field(repr=False)
    session_cookie: str
    sign_in_url: SignInUrl
    step_up_url: StepUpUrl
    strangers: Strangers
    terms: Terms = dataclasses.field(default_factory=Terms)
    least_levels: LeastLevels = dataclasses.field(default_factory=LeastLevels)
    """What scopes and resources demand of people, whichever client wants them (C2)."""
    new_secret: Callable[[], str] = new_secret
    new_user_code: Callable[[], str] = new_user_code
    takes_certificates: bool = False
    """Whether certificates of clients reach us (RFC 8705)."""
    wants_dpop_nonce: bool = False
    """Whether proofs of possession must hold a nonce of ours (RFC 9449, section 8)."""
    is_sandbox_open: bool = False
    """Whether anybody may try sandbox clients out: where there are synthetic people only."""

    @property
    def is_https(self) -> bool:
        """Tell whether browsers reach us over TLS, so that cookies may demand it."""
        return self.issuer.startswith("https://")

    def address(self, path: str) -> str:
        """Return the full address of one of our endpoints."""
        return urllib.parse.urljoin(self.issuer, path)

"""Ports: whoever proves a person from outside."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from shiming.accounts.types import (
    AccountId,
    CertificateAnswer,
    Challenge,
    DrawnFaceCheck,
    FaceCheckFacts,
    FaceCheckId,
    FaceErrandKind,
    FacePage,
    KeyBrand,
    LicenceAnswer,
    PersonId,
    ShownLicenceCode,
    SignedStatement,
    SocialSubject,
)
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.slots import Slot


class CounterConfirmations(Protocol):
    """Whoever keeps evidence (`proofing`): a clerk's word in place of the register's (B8)."""

    def confirm(
        self,
        *,
        account_id: AccountId,
        number: DocumentNumber,
        name: PersonName,
        actor: Actor,
        now: dt.datetime,
    ) -> bool:
        """Attach the account to the person, with evidence; tell whether attributes were enough."""
        ...


class FaceCheck(Protocol):
    """Whoever films, judges and compares faces (`proofing`); `check_id` is kept by the caller."""

    def prepare(
        self,
        *,
        person_id: PersonId | None,
        actor: Actor,
        now: dt.datetime,
        errand: FaceErrandKind | None = None,
    ) -> FaceCheckId:
        """
        Make a check for this person, or one for nobody that runs the same and never succeeds.

        It writes in the caller's transaction. Without an `errand` it is for a sign-in.
        """
        ...

    def page(self, *, now: dt.datetime) -> FacePage:
        """Return how the page with the camera is made."""
        ...

    def draw(self, *, check_id: FaceCheckId, actor: Actor, now: dt.datetime) -> DrawnFaceCheck:
        """
        Draw what is to be done before the camera, for whoever has agreed to be filmed.

        :raises DomainError: if the check is over
        """
        ...

    def hand_in(
        self, *, check_id: FaceCheckId, nonce: str, clip: bytes, actor: Actor, now: dt.datetime
    ) -> None:
        """
        Take the frames; they are judged in the background.

        :raises DomainError: if the check is over, or these are no frames, or old ones
        """
        ...

    def largest_clip(self) -> int:
        """Return how many bytes of frames are taken at most."""
        ...

    def facts_of(self, check_id: FaceCheckId, *, now: dt.datetime) -> FaceCheckFacts:
        """Return how far the check has come."""
        ...

    def words_for(self, problem: str) -> str:
        """Return what to do about a problem of the frames, in the language of the reader."""
        ...

    def claim(self, check_id: FaceCheckId, *, now: dt.datetime) -> PersonId | None:
        """Use a check up, in the caller's transaction; return whom it recognised, or None."""
        ...


class FaceErrand(Protocol):
    """Whoever has something done once the person has shown their face for it."""

    def face_shown(
        self, *, reference: str, person_id: PersonId, actor: Actor, now: dt.datetime
    ) -> None:
        """
        Do it, in the caller's transaction; `reference` is what was asked for when it began.

        :raises DomainError: if it may not be done any more
        """
        ...


class SocialProvider(Protocol):
    """A social network that vouches for its users (S14-2)."""

    code: str
    name: str
    is_simulator: bool

    def authorization_url(self, *, challenge: Challenge, redirect_uri: str) -> str:
        """Return the address where the person scans a code or clicks their picture."""
        ...

    def identify(
        self, *, code: str, redirect_uri: str, code_verifier: str, nonce: str
    ) -> SocialSubject:
        """Return who came back with `code`; nothing else of them is asked for or kept."""
        ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SocialProviders:
    """The social networks that this installation is registered with."""

    providers: tuple[SocialProvider, ...] = ()

    @property
    def is_simulator(self) -> bool:
        """Tell whether any of them is one that lets everybody be anybody."""
        return any(provider.is_simulator for provider in self.providers)

    def find(self, code: str) -> SocialProvider | None:
        """Return the network of this short name, or None."""
        return next((one for one in self.providers if one.code == code), None)


class CertificateVerifier(Protocol):
    """Whoever knows the authorities whose certificates are accepted (`trust_sources`, E5)."""

    def brands(self) -> tuple[KeyBrand, ...]:
        """Return the brands of keys that are accepted side by side."""
        ...

    def verify(self, signed: SignedStatement, *, now: dt.datetime) -> CertificateAnswer:
        """Say whose certificate signed the statement, or why it does not serve."""
        ...

    def recognise(self, certificate: bytes, *, now: dt.datetime) -> CertificateAnswer:
        """Say whose certificate this is whose key was proven in a TLS handshake (DER)."""
        ...


class AgentSigner(Protocol):
    """Signs what the card agent believes (docs/reference/card-agent.md): it knows the keys."""

    def sign(self, *, typ: str, claims: Mapping[str, str | int | Sequence[str]]) -> str:
        """Return the claims as a compact JWS."""
        ...

    def public_keys(self) -> tuple[Mapping[str, str], ...]:
        """Return the public keys as JWKs."""
        ...


class LicenceWallet(Protocol):
    """Whoever knows which electronic licence (电子执照) a holder's app presents (S25-6)."""

    is_simulator: bool

    def show_code(self, *, purpose: str, now: dt.datetime) -> ShownLicenceCode | None:
        """Return a code for the holder's app to scan, or None if the wallet does not answer."""
        ...

    def ask(self, *, reference: str, now: dt.datetime) -> LicenceAnswer:
        """Say what has come of that code."""
        ...


counter_confirmations: Slot[CounterConfirmations] = Slot("accounts.counter_confirmations")
face_check: Slot[FaceCheck] = Slot("accounts.face_check")
face_errands: Slot[Mapping[FaceErrandKind, FaceErrand]] = Slot("accounts.face_errands")
face_errands.fill({})
social_providers: Slot[SocialProviders] = Slot("accounts.social_providers")
social_providers.fill(SocialProviders())
certificate_verifier: Slot[CertificateVerifier] = Slot("accounts.certificate_verifier")
agent_signer: Slot[AgentSigner] = Slot("accounts.agent_signer")
licence_wallet: Slot[LicenceWallet] = Slot("accounts.licence_wallet")

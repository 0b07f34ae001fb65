"""What the area needs from others, and the parameters it runs with."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from shiming.accounts.types import (
    AccountId,
    AccountPolicy,
    CertificateAnswer,
    Challenge,
    DrawnFaceCheck,
    FaceCheckFacts,
    FaceCheckId,
    FacePage,
    Filing,
    KeyBrand,
    LicenceAnswer,
    PersonId,
    RelyingParty,
    SessionId,
    ShownLicenceCode,
    SocialSubject,
    Standing,
    Subordinate,
)
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.kernel.slots import Slot


class LevelSource(Protocol):
    """Whoever computes levels from evidence (`proofing`)."""

    def level_of(
        self, person_id: PersonId, account_id: AccountId, now: dt.datetime
    ) -> tuple[Level, dt.datetime | None]:
        """
        Return the level of this account of the person, and until when it surely holds.

        Another account's proof lifts it only if the two are linked: who can open one account has
        not shown to be the person of the other.
        """
        ...


class PermissionSource(Protocol):
    """Whoever knows which functions an account may use for itself (`directory`)."""

    def permissions_of(self, account_id: AccountId, now: dt.datetime) -> frozenset[str]:
        """Return the permissions that the account carries at `now`."""
        ...


class AfterRegistration(Protocol):
    """Where a journey goes on after registration in the variant «real-name at once» (S13-2)."""

    def continue_url(self, account_id: AccountId) -> str:
        """Return the address of the page that comes next, within this site."""
        ...


class SessionEndListener(Protocol):
    """Whoever tells connected systems that a session is over (`identity_provider`, E2)."""

    def session_ended(self, *, session_id: SessionId, now: dt.datetime) -> None:
        """Note the end of a session, in the transaction that ends it."""
        ...

    def farewell_url(self, *, session_id: SessionId) -> str | None:
        """Return the page that says which systems were told, or None if nobody had to be."""
        ...


class NobodyListens:
    """A platform without connected systems."""

    def session_ended(self, *, session_id: SessionId, now: dt.datetime) -> None:
        """Tell nobody."""

    def farewell_url(self, *, session_id: SessionId) -> str | None:  # noqa: ARG002  a port's shape
        """Return no page."""
        return None


class Superiors(Protocol):
    """Whoever knows which bodies people belong to (`directory`, `legal_persons`)."""

    def standing_towards(
        self, *, actor: Actor, account_id: AccountId, now: dt.datetime
    ) -> Standing:
        """Return how the actor, in their present identity, stands to an account's owner."""
        ...

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:
        """Return whose passwords the actor may have to reset, in the order of the page."""
        ...


class NobodyIsSuperior:
    """A platform that knows no bodies: passwords are reset by oneself or at the counter."""

    def standing_towards(self, *, actor: Actor, account_id: AccountId, now: dt.datetime) -> Standing:  # noqa: ARG002, E501  a port's shape
        """Return no standing."""
        return Standing()

    def list_subordinates(self, *, actor: Actor, now: dt.datetime) -> Sequence[Subordinate]:  # noqa: ARG002  a port's shape
        """Return nobody."""
        return ()


class FilingSource(Protocol):
    """Whoever keeps the persons filed by card reader or by their enterprise (S27-1, S27-2)."""

    def find_filing(self, *, number: DocumentNumber, now: dt.datetime) -> Filing | None:
        """Return how the holder of a document was filed, or None."""
        ...


class NobodyIsFiled:
    """A platform without a card-reader file."""

    def find_filing(self, *, number: DocumentNumber, now: dt.datetime) -> Filing | None:  # noqa: ARG002  a port's shape
        """Return nobody."""
        return None


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
        self, *, person_id: PersonId | None, actor: Actor, now: dt.datetime
    ) -> FaceCheckId:
        """
        Make a check for this person, or one for nobody that runs the same and never succeeds.

        It writes in the caller's transaction.
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

    def verify(
        self, *, statement: bytes, signature: bytes, certificate: bytes, now: dt.datetime
    ) -> CertificateAnswer:
        """Say whose certificate (DER) signed the statement, or why it does not serve."""
        ...


class TicketSigner(Protocol):
    """Signs what the card agent on a clerk's PC believes: it knows the platform's public key."""

    def sign(self, claims: Mapping[str, str | int | Sequence[str]]) -> str:
        """Return the claims as a compact JWS."""
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


level_source: Slot[LevelSource] = Slot("accounts.level_source")
permission_source: Slot[PermissionSource] = Slot("accounts.permission_source")
after_registration: Slot[AfterRegistration] = Slot("accounts.after_registration")
policy: Slot[AccountPolicy] = Slot("accounts.policy")
superiors: Slot[Superiors] = Slot("accounts.superiors")
superiors.fill(NobodyIsSuperior())
filing_source: Slot[FilingSource] = Slot("accounts.filing_source")
filing_source.fill(NobodyIsFiled())
counter_confirmations: Slot[CounterConfirmations] = Slot("accounts.counter_confirmations")
session_ended: Slot[SessionEndListener] = Slot("accounts.session_ended")
session_ended.fill(NobodyListens())
relying_party: Slot[RelyingParty] = Slot("accounts.relying_party")
face_check: Slot[FaceCheck] = Slot("accounts.face_check")
social_providers: Slot[SocialProviders] = Slot("accounts.social_providers")
social_providers.fill(SocialProviders())
certificate_verifier: Slot[CertificateVerifier] = Slot("accounts.certificate_verifier")
ticket_signer: Slot[TicketSigner] = Slot("accounts.ticket_signer")
licence_wallet: Slot[LicenceWallet] = Slot("accounts.licence_wallet")

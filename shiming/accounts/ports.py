"""What the area needs from others, and the parameters it runs with."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from shiming.accounts.types import (
    SELF_KEY,
    AccountId,
    AccountPolicy,
    BankCardAnswer,
    CertificateAnswer,
    CertificateNumberAnswer,
    Challenge,
    DrawnFaceCheck,
    FaceCheckFacts,
    FaceCheckId,
    FacePage,
    Filing,
    IdentityDocument,
    IdentityFacts,
    KeyBrand,
    LicenceAnswer,
    PersonId,
    RelyingParty,
    SessionId,
    ShownLicenceCode,
    SignedStatement,
    SocialSubject,
    Standing,
    Subordinate,
)
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
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


class IdentitySource(Protocol):
    """Whoever knows in which capacities people act (`legal_persons`, `directory`)."""

    def list_identities(
        self, *, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> Sequence[IdentityFacts]:
        """Return the capacities that the account may take, oneself first."""
        ...

    def find_identity(
        self, *, key: str, account_id: AccountId, person_id: PersonId | None, now: dt.datetime
    ) -> ActingIdentity | None:
        """Return a capacity with its present permissions, or None if it is not the account's."""
        ...


class OnlyMyself:
    """A platform whose people act for themselves alone."""

    def list_identities(
        self,
        *,
        account_id: AccountId,  # noqa: ARG002  a port's shape
        person_id: PersonId | None,  # noqa: ARG002  a port's shape
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> Sequence[IdentityFacts]:
        """Return oneself."""
        return (IdentityFacts(key=SELF_KEY, kind=ActingKind.SELF),)

    def find_identity(
        self,
        *,
        key: str,
        account_id: AccountId,
        person_id: PersonId | None,  # noqa: ARG002  a port's shape
        now: dt.datetime,
    ) -> ActingIdentity | None:
        """Return oneself, with the permissions that the account carries."""
        if key != SELF_KEY:
            return None
        return ActingIdentity(permissions=permission_source().permissions_of(account_id, now))


class LandingPage(Protocol):
    """Whoever knows the desks of officers (`directory`)."""

    def landing_url(self, permissions: frozenset[str]) -> str:
        """Return the page that opens after sign-in for these permissions; empty for one's own."""
        ...


class EverybodyAtHome:
    """A platform on which sign-in leads everybody to their own page."""

    def landing_url(self, permissions: frozenset[str]) -> str:  # noqa: ARG002  a port's shape
        """Return no page."""
        return ""


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

    def standing_towards(
        self,
        *,
        actor: Actor,  # noqa: ARG002  a port's shape
        account_id: AccountId,  # noqa: ARG002  a port's shape
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> Standing:
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

    def prepare(self, *, person_id: PersonId | None, actor: Actor, now: dt.datetime) -> FaceCheckId:
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

    def verify(self, signed: SignedStatement, *, now: dt.datetime) -> CertificateAnswer:
        """Say whose certificate signed the statement, or why it does not serve."""
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


class DocumentSource(Protocol):
    """Whoever knows what a person's identity document says (`proofing`)."""

    def find_document(self, *, account_id: AccountId, now: dt.datetime) -> IdentityDocument | None:
        """Return the document that this very account was last proofed with, or None."""
        ...


class BankCardChecker(Protocol):
    """A bank, or whoever asks the banks, whether a card is its bearer's own (S32-7)."""

    is_simulator: bool

    def check(
        self,
        *,
        name: PersonName,
        document: DocumentNumber,
        card: BankCardNumber,
        mobile: Mobile,
        now: dt.datetime,
    ) -> BankCardAnswer:
        """Say whether they do; an outage is an answer, too."""
        ...


class CertificateOffice(Protocol):
    """Whoever files disability certificates, and finds their numbers (S32-6)."""

    is_simulator: bool

    def find_number(
        self, *, name: PersonName, document: DocumentNumber, now: dt.datetime
    ) -> CertificateNumberAnswer:
        """Return the number of this person's certificate; an outage is an answer, too."""
        ...


level_source: Slot[LevelSource] = Slot("accounts.level_source")
permission_source: Slot[PermissionSource] = Slot("accounts.permission_source")
identity_source: Slot[IdentitySource] = Slot("accounts.identity_source")
identity_source.fill(OnlyMyself())
landing_page: Slot[LandingPage] = Slot("accounts.landing_page")
landing_page.fill(EverybodyAtHome())
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
agent_signer: Slot[AgentSigner] = Slot("accounts.agent_signer")
licence_wallet: Slot[LicenceWallet] = Slot("accounts.licence_wallet")
bank_card_checker: Slot[BankCardChecker] = Slot("accounts.bank_card_checker")
certificate_office: Slot[CertificateOffice] = Slot("accounts.certificate_office")
document_source: Slot[DocumentSource] = Slot("accounts.document_source")

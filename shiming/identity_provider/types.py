"""The words of the area: kinds, states, scopes, events, ids."""

import dataclasses
import enum
import uuid
from collections.abc import Mapping
from typing import NewType

ClientPk = NewType("ClientPk", uuid.UUID)
InteractionId = NewType("InteractionId", uuid.UUID)
SignOutId = NewType("SignOutId", uuid.UUID)
SignOutNoticeId = NewType("SignOutNoticeId", uuid.UUID)


class ClientKind(enum.StrEnum):
    """Whose system a client is: people are asked for consent unless it is the government's (E1)."""

    GOVERNMENTAL = "governmental"
    OTHER = "other"


class ClientState(enum.StrEnum):
    """Whether a client is served."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class AuthMethod(enum.StrEnum):
    """How a client proves who it is at the token endpoint (OpenID Connect Core, section 9)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    PRIVATE_KEY_JWT = "private_key_jwt"
    TLS = "tls_client_auth"
    """A certificate of an authority that the proxy trusts, known by its subject (RFC 8705, 2.1)."""
    SELF_SIGNED_TLS = "self_signed_tls_client_auth"
    """One certificate, known by its thumbprint (RFC 8705, 2.2)."""
    NONE = "none"


class GrantType(enum.StrEnum):
    """The ways to a token; there is no password grant (E1)."""

    AUTHORIZATION_CODE = "authorization_code"
    REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a word of RFC 6749
    CLIENT_CREDENTIALS = "client_credentials"
    DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
    TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - RFC 8693


class TokenFormat(enum.StrEnum):
    """What an access token is to its holder; both are found by their hash, and revoked alike."""

    OPAQUE = "opaque"
    JWT = "jwt"


class Algorithm(enum.StrEnum):
    """What we sign with; the last one is the national one, for clients that opted for it."""

    ES256 = "ES256"
    RS256 = "RS256"
    EDDSA = "EdDSA"
    SM2 = "SM2-with-SM3"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a client may do as a machine, and what it proves itself with besides a secret."""

    grant_types: tuple[GrantType, ...] = (GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN)
    jwks: tuple[Mapping[str, object], ...] = ()
    """Its public keys, as JSON Web Keys."""
    certificate: str = ""
    """Its certificate: the subject as in RFC 4514, or a SHA-256 thumbprint."""
    resources: tuple[str, ...] = ()
    """For which resources it may ask tokens (RFC 8707)."""
    serves: tuple[str, ...] = ()
    """Which resources it is itself, so that it may introspect and exchange what is sent to it."""
    access_token_format: TokenFormat = TokenFormat.OPAQUE
    id_token_algorithm: Algorithm = Algorithm.ES256
    userinfo_algorithm: Algorithm | None = None
    needs_dpop: bool = False


class DeviceState(enum.StrEnum):
    """What the person said on the device page (RFC 8628)."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Leading(enum.StrEnum):
    """Where a person was sent for what is missing."""

    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    CONSENT = "consent"
    SELECT = "select"


class SignOutChannel(enum.StrEnum):
    """How a client can be told that a session is over (E2)."""

    BACK_CHANNEL = "back_channel"
    FRONT_CHANNEL = "front_channel"
    CAS = "cas"
    NONE = "none"


class SignOutState(enum.StrEnum):
    """What came of telling it."""

    WAITING = "waiting"
    TOLD = "told"
    ASKED = "asked"
    """The person's browser was sent there, which proves nothing."""
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    """It registered no address: its own session lives on until it ends by itself."""


class Scope(enum.StrEnum):
    """What a client can ask for."""

    OPENID = "openid"
    PROFILE = "profile"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    """Document type, masked number, and what was verified how."""
    IDENTITY_NUMBER = "identity_number"
    """The full number: the unmasking that E1 ties to a scope of its own."""
    ACTING = "acting"
    """For which organisation or company the person acts, and in which office (S16-9)."""
    OFFLINE_ACCESS = "offline_access"


class IdentityProviderEvent(enum.StrEnum):
    """What the audit hears from this area."""

    CLIENT_REGISTERED = "identity_provider.client.registered"
    SIGNING_KEY_ROTATED = "identity_provider.signing_key.rotated"
    AUTHORIZATION_GRANTED = "identity_provider.authorization.granted"
    AUTHORIZATION_REFUSED = "identity_provider.authorization.refused"
    TOKENS_ISSUED = "identity_provider.tokens.issued"
    TOKENS_REFRESHED = "identity_provider.tokens.refreshed"
    GRANT_REVOKED = "identity_provider.grant.revoked"
    TOKEN_REVOKED = "identity_provider.token.revoked"  # noqa: S105 - an event
    TOKEN_EXCHANGED = "identity_provider.token.exchanged"  # noqa: S105 - an event
    CONSENT_GIVEN = "identity_provider.consent.given"
    SIGNED_OUT = "identity_provider.session.signed_out"
    INITIAL_TOKEN_ISSUED = "identity_provider.initial_token.issued"  # noqa: S105 - an event
    CLIENT_CHANGED = "identity_provider.client.changed"
    CLIENT_LEFT = "identity_provider.client.left"
    DEVICE_REFUSED = "identity_provider.device.refused"
    CAS_SERVICE_REGISTERED = "identity_provider.cas_service.registered"
    CAS_TICKET_USED = "identity_provider.cas_ticket.used"
    CONSENT_WITHDRAWN = "identity_provider.consent.withdrawn"
    CLIENT_TOLD_OF_SIGN_OUT = "identity_provider.sign_out.told"
    CLIENT_MISSED_SIGN_OUT = "identity_provider.sign_out.unanswered"

"""The words of the area: kinds, states, scopes, events, ids."""

import enum
import uuid
from typing import NewType

ClientPk = NewType("ClientPk", uuid.UUID)
InteractionId = NewType("InteractionId", uuid.UUID)


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
    NONE = "none"


class Leading(enum.StrEnum):
    """Where a person was sent for what is missing."""

    SIGN_IN = "sign_in"
    STEP_UP = "step_up"
    CONSENT = "consent"


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
    CONSENT_GIVEN = "identity_provider.consent.given"
    SIGNED_OUT = "identity_provider.session.signed_out"

"""The words of the area: kinds, states, scopes, events, ids."""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from typing import NewType

from shiming.kernel.levels import Level

AddressChangeId = NewType("AddressChangeId", uuid.UUID)
ApplicationId = NewType("ApplicationId", uuid.UUID)
ClientPk = NewType("ClientPk", uuid.UUID)
InteractionId = NewType("InteractionId", uuid.UUID)
RegisteredSystemId = NewType("RegisteredSystemId", uuid.UUID)
ScopeLevelId = NewType("ScopeLevelId", uuid.UUID)
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


class ClientEnvironment(enum.StrEnum):
    """Whether a client is real, or tries the platform out before it is (E3)."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


class Trial(enum.StrEnum):
    """What a sandbox client must have done at our endpoints before it may become real (E3)."""

    SIGN_IN = "sign_in"
    REFUSAL = "refusal"
    SIGN_OUT = "sign_out"
    STEP_UP = "step_up"
    CLOCK_SKEW = "clock_skew"
    REPLAY = "replay"


class ApplicationState(enum.StrEnum):
    """What became of an application (S01-14)."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    """The applicant is to correct it and send it again."""
    RESUBMITTED = "resubmitted"
    REFUSED = "refused"
    APPROVED = "approved"


class ConnectionState(enum.StrEnum):
    """How far an approved system is (S01-14); told from what happened, never typed."""

    NONE = "none"
    TEST_ISSUED = "test_issued"
    DEBUGGING = "debugging"
    PASSED = "passed"
    PRODUCTION_ISSUED = "production_issued"
    SUSPENDED = "suspended"


class AddressChangeState(enum.StrEnum):
    """What became of a wish for other addresses."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Decision(enum.StrEnum):
    """What an officer says to an application."""

    APPROVE = "approve"
    RETURN = "return"
    REFUSE = "refuse"


class NetworkZone(enum.StrEnum):
    """Where a system lives."""

    INTERNET = "internet"
    GOVERNMENT = "government"
    """The government's external network (政务外网)."""
    PRIVATE = "private"


class SystemState(enum.StrEnum):
    """How a system with authentication functions stands to the platform (S19-6)."""

    CONNECTED = "connected"
    IN_TEST = "in_test"
    EXCEPTION = "exception"
    NOT_CONNECTED = "not_connected"


class RegistryPermission(enum.StrEnum):
    """What officers may do with those who connect."""

    DECIDE = "identity_provider:application:decide"
    MANAGE = "identity_provider:system:manage"


class Unwelcome(enum.StrEnum):
    """Why a client does not take somebody, whatever they prove."""

    NO_TESTER = "no_tester"
    """It is a sandbox client, and they are none of those who try it out."""
    ACTING = "acting"
    """It takes people in other capacities only (当前身份)."""
    ACCOUNT = "account"
    """It is another node, which does not recognise this kind of account (S33-25)."""


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


PUBLIC_SECTOR = "*"
"""The sector of the clients that know a person by the same, public name (OIDC Core, 8)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """How people open a client from the launcher (E2); without an address it is not listed."""

    home_uri: str = ""
    initiate_login_uri: str = ""
    """Where others have it begin a sign-in (OpenID Connect Core, section 4)."""
    tile_text: str = ""
    portals: tuple[str, ...] = ()
    """The portals that list it; none named: all."""


NOT_LAUNCHED = Launch()


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
    LOCAL_USER = "local_user"
    """Which user of its own library the person is, as the client itself has said (S16-8)."""


class ScopeLevelState(enum.StrEnum):
    """Where a demand of a scope stands."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    REFUSED = "refused"


class ProvisioningState(enum.StrEnum):
    """How far a unified client is told of somebody."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class LocalUserMatch(enum.StrEnum):
    """How it is known which local user somebody is (S16-8)."""

    IDENTIFIER = "identifier"
    """The client told us the document number, and the person has proven theirs."""
    BINDING = "binding"
    """The person proved the old local password to the client, once."""
    JUST_IN_TIME = "just_in_time"
    """The client opened the local user at the first sign-on."""


class LocalUserEnd(enum.StrEnum):
    """Why somebody is no longer joined with a local user."""

    MISTAKEN = "mistaken"
    """They are not the same."""
    LEFT = "left"
    """They do not use the system any more."""
    MISUSED = "misused"
    """Somebody else may have made it."""
    SYSTEM = "system"
    """The system itself said so, over the interface."""


class IdentityProviderMessage(enum.StrEnum):
    """What people are told of by name."""

    LOCAL_USER_ENDED = "identity_provider/local_user_ended"


class ProvisioningPermission(enum.StrEnum):
    """What officers may do with the users of connected systems."""

    MANAGE = "identity_provider:provisioning:manage"


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
    APPLICATION_SUBMITTED = "identity_provider.application.submitted"
    APPLICATION_DECIDED = "identity_provider.application.decided"
    DUTIES_ACCEPTED = "identity_provider.application.duties_accepted"
    SECRET_DRAWN = "identity_provider.secret.drawn"  # noqa: S105 - an event
    PRODUCTION_ISSUED = "identity_provider.production.issued"
    ADDRESSES_REQUESTED = "identity_provider.addresses.requested"
    ADDRESSES_DECIDED = "identity_provider.addresses.decided"
    CLIENT_SUSPENDED = "identity_provider.client.suspended"
    CLIENT_RESUMED = "identity_provider.client.resumed"
    TESTER_ADDED = "identity_provider.tester.added"
    SYSTEM_ENTERED = "identity_provider.system.entered"
    PROVISIONING_STARTED = "identity_provider.provisioning.started"
    PROVISIONING_ENDED = "identity_provider.provisioning.ended"
    PROVISIONING_RETRIED = "identity_provider.provisioning.retried"
    USER_DELIVERED = "identity_provider.provisioning.delivered"
    USER_NOT_DELIVERED = "identity_provider.provisioning.not_delivered"
    LOCAL_USER_MATCHED = "identity_provider.local_user.matched"
    LOCAL_USER_ENDED = "identity_provider.local_user.ended"
    LOCAL_USERS_TOLD = "identity_provider.local_user.told"
    LOCAL_USER_LOOKED_UP = "identity_provider.local_user.looked_up"
    LOCAL_USERS_FORGOTTEN = "identity_provider.local_user.forgotten"
    TESTER_REMOVED = "identity_provider.tester.removed"
    SCOPE_LEVEL_PROPOSED = "identity_provider.scope_level.proposed"
    SCOPE_LEVEL_SET = "identity_provider.scope_level.set"
    SCOPE_LEVEL_REFUSED = "identity_provider.scope_level.refused"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationEntry:
    """What an integrator says of a system that is to be connected (E3)."""

    unit: str
    responsible_name: str = dataclasses.field(repr=False)
    responsible_contact: str = dataclasses.field(repr=False)
    system_name: str
    purpose: str
    item_codes: tuple[str, ...]
    environments: tuple[ClientEnvironment, ...]
    sandbox_redirect_uris: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    min_level: Level
    network_zone: NetworkZone
    trust_sources: str
    planned_on: dt.date
    home_uri: str = ""
    initiate_login_uri: str = ""
    backchannel_logout_uri: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SystemEntry:
    """What an officer enters of a system that is not connected (S19-6)."""

    name: str
    owner: str
    item_codes: tuple[str, ...]
    state: SystemState
    exception_until: dt.date | None
    reason: str

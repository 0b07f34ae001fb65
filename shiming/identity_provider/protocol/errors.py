"""
The refusals of OAuth 2 and OpenID Connect: one class for each code of the standards.

They are no `DomainError`s: their codes belong to the RFCs, and whether they may travel to the
client through the browser (`may_redirect`) is a question that only this protocol asks. The
description is for integrators: English, ASCII, and never a value that was sent to us.
"""

from typing import ClassVar

from shiming.identity_provider.types import Unwelcome


class OAuthError(Exception):
    """A refusal with a code of the standards."""

    code: ClassVar[str]
    status: ClassVar[int] = 400
    may_redirect: ClassVar[bool] = False
    retry_after: int = 0
    """For how many seconds to wait (RFC 9110, section 10.2.3); 0 where it would not help."""

    def __init__(self, description: str) -> None:
        super().__init__(f"{self.code}: {description}")
        self.description = description


# RFC 6749, section 4.1.2.1: the authorization endpoint.


class InvalidRequest(OAuthError):
    """A parameter is missing, repeated or malformed."""

    code = "invalid_request"
    may_redirect = True


class UntrustedRequest(OAuthError):
    """The request names no address that we may redirect to: the person is told, not the client."""

    code = "invalid_request"


class UnauthorizedClient(OAuthError):
    """The client may not use this grant."""

    code = "unauthorized_client"
    may_redirect = True


class AccessDenied(OAuthError):
    """The person refused."""

    code = "access_denied"
    may_redirect = True


class NotWelcome(AccessDenied):
    """The client does not take this person, or not as they act now."""

    def __init__(self, reason: Unwelcome) -> None:
        super().__init__("the client does not take this person as they act now")
        self.reason = reason


class UnsupportedResponseType(OAuthError):
    """Only the authorization code is given out: no implicit and no hybrid flow (E1)."""

    code = "unsupported_response_type"
    may_redirect = True


class InvalidScope(OAuthError):
    """A scope is unknown, or not one of this client's."""

    code = "invalid_scope"
    may_redirect = True


# OpenID Connect Core, section 3.1.2.6.


class LoginRequired(OAuthError):
    """Somebody must sign in, or sign in again."""

    code = "login_required"
    may_redirect = True


class ConsentRequired(OAuthError):
    """The person must agree first."""

    code = "consent_required"
    may_redirect = True


class AccountSelectionRequired(OAuthError):
    """The person must say with which account to go on."""

    code = "account_selection_required"
    may_redirect = True


class InvalidRequestObject(OAuthError):
    """The signed request is not the client's, or cannot be read: its address cannot be trusted."""

    code = "invalid_request_object"


class InvalidRequestUri(OAuthError):
    """The reference is none that we gave out; any other would be an open door inwards."""

    code = "invalid_request_uri"


class RegistrationNotSupported(OAuthError):
    """Clients are registered by the authority, not by themselves."""

    code = "registration_not_supported"
    may_redirect = True


# OpenID Connect Core Error Code unmet_authentication_requirements 1.0.


class UnmetAuthenticationRequirements(OAuthError):
    """The level that the client demands was not reached."""

    code = "unmet_authentication_requirements"
    may_redirect = True


# RFC 6749, section 5.2: the token endpoint.


class InvalidClient(OAuthError):
    """The client is unknown, suspended, or did not prove who it is."""

    code = "invalid_client"
    status = 401


class InvalidGrant(OAuthError):
    """The code or refresh token is unknown, used, expired, or another client's."""

    code = "invalid_grant"


class InvalidTarget(OAuthError):
    """The resource is malformed, unknown, or not one of this client's (RFC 8707, section 2)."""

    code = "invalid_target"
    may_redirect = True


class TooManyRequests(OAuthError):
    """
    Strangers at this address ask too often (RFC 6749, section 4.1.2.1; RFC 6585, section 4).

    Told here and never redirected: a flood would go on to the client.
    """

    code = "temporarily_unavailable"
    status = 429

    def __init__(self, description: str, *, seconds: int) -> None:
        super().__init__(description)
        self.retry_after = seconds


# RFC 8628, section 3.5: the device is waiting.


class AuthorizationPending(OAuthError):
    """The person has not decided yet."""

    code = "authorization_pending"


class SlowDown(OAuthError):
    """The device asks too often."""

    code = "slow_down"


class ExpiredToken(OAuthError):
    """Nobody decided in time."""

    code = "expired_token"


# RFC 9449, sections 5 and 8.


class InvalidDpopProof(OAuthError):
    """The proof is missing, malformed, old, another request's, or came before."""

    code = "invalid_dpop_proof"


class UseDpopNonce(OAuthError):
    """The proof must hold a nonce of ours."""

    code = "use_dpop_nonce"


# RFC 7009, section 2.2.1.


class UnsupportedTokenType(OAuthError):
    """No token of this kind can be presented here."""

    code = "unsupported_token_type"


class UnsupportedGrantType(OAuthError):
    """No such way to a token."""

    code = "unsupported_grant_type"


# RFC 6750, section 3.1: protected resources.


class InvalidToken(OAuthError):
    """The access token is missing, unknown, expired or revoked."""

    code = "invalid_token"
    status = 401


class InsufficientUserAuthentication(OAuthError):
    """The person's level does not suffice for what is asked for (RFC 9470, section 3)."""

    code = "insufficient_user_authentication"
    status = 401

    def __init__(self, description: str, *, acr: str) -> None:
        super().__init__(description)
        self.acr = acr


class InsufficientScope(OAuthError):
    """The access token does not reach this far."""

    code = "insufficient_scope"
    status = 403

"""The refusals of CAS: one class for each code of the protocol (CAS 3.0, section 2.5.3)."""

from shiming.identity_provider.protocol.errors import OAuthError


class CasError(OAuthError):
    """A refusal with a code of the protocol; the client gets it as XML, JSON or a plain no."""

    code = "INTERNAL_ERROR"
    status = 200


class CasRequestIncomplete(CasError):
    """Service or ticket is missing."""

    code = "INVALID_REQUEST"


class CasTicketInvalid(CasError):
    """The ticket is unknown, used or expired, or not from a new sign-in where one is wanted."""

    code = "INVALID_TICKET"


class CasServiceInvalid(CasError):
    """The ticket was made for another service."""

    code = "INVALID_SERVICE"

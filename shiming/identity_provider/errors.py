"""The refusals of the area, outside the protocol (whose own are in `protocol.errors`)."""

from shiming.kernel.errors import DomainError, ErrorKind


class ClientNotFound(DomainError):
    """No client has this identifier."""

    code = "identity_provider.client.not_found"
    kind = ErrorKind.NOT_FOUND


class ClientIdTaken(DomainError):
    """Another client has this identifier."""

    code = "identity_provider.client.id_taken"
    kind = ErrorKind.CONFLICT


class ClientIdInvalid(DomainError):
    """The identifier holds other characters than letters, digits, hyphens and underscores."""

    code = "identity_provider.client.id_invalid"
    kind = ErrorKind.INVALID


class RedirectUriInvalid(DomainError):
    """An address is relative, has a fragment or a wildcard, or is plain http outside loopback."""

    code = "identity_provider.client.redirect_uri_invalid"
    kind = ErrorKind.INVALID


class SignOutUriInvalid(DomainError):
    """A sign-out address may not be called from here, or is on another origin than the client."""

    code = "identity_provider.client.sign_out_uri_invalid"
    kind = ErrorKind.INVALID


class CasForGovernmentOnly(DomainError):
    """The old protocol asks nobody for consent, so it serves the government's systems alone."""

    code = "identity_provider.cas_service.government_only"
    kind = ErrorKind.INVALID


class CasServiceTaken(DomainError):
    """This very address is registered already."""

    code = "identity_provider.cas_service.taken"
    kind = ErrorKind.CONFLICT


class SectorUnclear(DomainError):
    """The redirect addresses have several hosts, so the sector must be named."""

    code = "identity_provider.client.sector_unclear"
    kind = ErrorKind.INVALID


class ScopeUnknown(DomainError):
    """A scope is none of ours, or openid is missing."""

    code = "identity_provider.client.scope_unknown"
    kind = ErrorKind.INVALID


class GrantTypesInvalid(DomainError):
    """The ways to a token do not fit together, or not to a client that proves nothing."""

    code = "identity_provider.client.grant_types_invalid"
    kind = ErrorKind.INVALID


class KeysInvalid(DomainError):
    """What the client is to prove itself with is missing, too weak, or shows a private key."""

    code = "identity_provider.client.keys_invalid"
    kind = ErrorKind.INVALID


class ResourceInvalid(DomainError):
    """A resource is no absolute address without a fragment (RFC 8707, section 2)."""

    code = "identity_provider.client.resource_invalid"
    kind = ErrorKind.INVALID


class NoSigningKey(DomainError):
    """No key signs at the moment."""

    code = "identity_provider.signing_key.missing"
    kind = ErrorKind.UNAVAILABLE


class ConsentNotFound(DomainError):
    """There is nothing to withdraw from this client."""

    code = "identity_provider.consent.not_found"
    kind = ErrorKind.NOT_FOUND


class DeviceCodeWrong(DomainError):
    """No device waits under this code, or not any more."""

    code = "identity_provider.device.code_wrong"
    kind = ErrorKind.INVALID


class DeviceGuessesLimited(DomainError):
    """Too many wrong codes came from this account or address."""

    code = "identity_provider.device.guesses_limited"
    kind = ErrorKind.LIMITED


class InteractionOver(DomainError):
    """The sign-in on behalf of a business system is over, or belongs to another browser."""

    code = "identity_provider.interaction.over"
    kind = ErrorKind.NOT_FOUND

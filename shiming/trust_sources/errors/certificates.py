"""Refusals: whose certificates are accepted (E5)."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class MayNotManageAuthorities(DomainError):
    """The actor may not see or change whose certificates are accepted."""

    code: ClassVar[str] = "trust_sources.authority.may_not_manage"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class AuthorityNotFound(DomainError):
    """There is no such authority."""

    code: ClassVar[str] = "trust_sources.authority.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class AuthorityAlreadyThere(DomainError):
    """An authority with this root is there already."""

    code: ClassVar[str] = "trust_sources.authority.already_there"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class AuthorityStateChanged(DomainError):
    """Somebody else suspended or resumed the authority before."""

    code: ClassVar[str] = "trust_sources.authority.state_changed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class RootUnfit(DomainError):
    """No self-signed certificate, in force, of an authority with a strong key."""

    code: ClassVar[str] = "trust_sources.authority.root_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class IntermediateUnfit(DomainError):
    """An intermediate certificate is unreadable, issues nothing, or is not of this root."""

    code: ClassVar[str] = "trust_sources.authority.intermediate_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class RulesWrong(DomainError):
    """The rules are no JSON of the documented form."""

    code: ClassVar[str] = "trust_sources.authority.rules_wrong"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class RevocationAddressMissing(DomainError):
    """The way in which revocation is learnt has no address."""

    code: ClassVar[str] = "trust_sources.authority.revocation_address_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class AddressUnfit(DomainError):
    """An address is malformed, or lies in a network that may not be called."""

    code: ClassVar[str] = "trust_sources.authority.address_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID

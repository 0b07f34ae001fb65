"""Refusals about portals."""

from shiming.kernel.errors import DomainError, ErrorKind


class PortalNotFound(DomainError):
    """There is no such portal."""

    code = "accounts.portal.not_found"
    kind = ErrorKind.NOT_FOUND


class PortalTextUnfit(DomainError):
    """A short name, name or rule of the portal cannot be used as it is."""

    code = "accounts.portal.text_unfit"
    kind = ErrorKind.INVALID


class PortalHostUnfit(DomainError):
    """The installation does not answer at this host name, or another portal does."""

    code = "accounts.portal.host_unfit"
    kind = ErrorKind.INVALID


class PortalWithoutWay(DomainError):
    """Nobody could sign in at the portal, or somebody in a way that is not for their kind."""

    code = "accounts.portal.without_way"
    kind = ErrorKind.INVALID


class StaffLockedOut(DomainError):
    """No portal would let members of staff in by password any more."""

    code = "accounts.portal.staff_locked_out"
    kind = ErrorKind.INVALID


class PortalUnchanged(DomainError):
    """What was proposed is what holds already."""

    code = "accounts.portal.unchanged"
    kind = ErrorKind.INVALID


class PortalChangeWaiting(DomainError):
    """Another change of the same portal waits for its second officer."""

    code = "accounts.portal.change_waiting"
    kind = ErrorKind.CONFLICT


class PortalChangeDecided(DomainError):
    """Somebody decided meanwhile, or there was nothing to decide."""

    code = "accounts.portal.change_decided"
    kind = ErrorKind.CONFLICT


class OwnPortalChange(DomainError):
    """Whoever proposed a change of a portal does not make it."""

    code = "accounts.portal.own_change"
    kind = ErrorKind.FORBIDDEN

"""Refusals about contacts, links and merging."""

from shiming.kernel.errors import DomainError, ErrorKind


class ContactOnMainAccount(DomainError):
    """A linked account has no contacts of its own: its main account carries them (S14-8)."""

    code = "accounts.contact.on_main_account"
    kind = ErrorKind.CONFLICT


class ContactTaken(DomainError):
    """Somebody proved this contact, or changed this account's, in the same moment."""

    code = "accounts.contact.changed_meanwhile"
    kind = ErrorKind.CONFLICT


class ContactMissing(DomainError):
    """The account has no contact of this kind."""

    code = "accounts.contact.missing"
    kind = ErrorKind.NOT_FOUND


class OldMobileNotProven(DomainError):
    """The mobile is changed only by who has just proven the old one, or their face (A12)."""

    code = "accounts.contact.old_not_proven"
    kind = ErrorKind.FORBIDDEN


class LinkSameAccount(DomainError):
    """The other account is this one."""

    code = "accounts.link.same_account"
    kind = ErrorKind.INVALID


class LinkNotPossible(DomainError):
    """Only active accounts of people that stay open hang together; said to who has proven both."""

    code = "accounts.link.not_possible"
    kind = ErrorKind.CONFLICT


class LinkExists(DomainError):
    """One of the two hangs on a main account already, or others hang on it."""

    code = "accounts.link.exists"
    kind = ErrorKind.CONFLICT


class LinkOtherPerson(DomainError):
    """The two accounts belong to two different people."""

    code = "accounts.link.other_person"
    kind = ErrorKind.CONFLICT


class LinkNotProven(DomainError):
    """The other account was not proven, or not in this session or the last minutes."""

    code = "accounts.link.not_proven"
    kind = ErrorKind.FORBIDDEN


class LinkNotFound(DomainError):
    """There is no such link, or it is somebody else's."""

    code = "accounts.link.not_found"
    kind = ErrorKind.NOT_FOUND


class MergeFinal(DomainError):
    """The merge was too long ago to be undone."""

    code = "accounts.merge.final"
    kind = ErrorKind.CONFLICT


class LinkNeedsSecondStep(DomainError):
    """The other account asks for a second step at sign-in; it can link this one, not be linked."""

    code = "accounts.link.second_step"
    kind = ErrorKind.CONFLICT

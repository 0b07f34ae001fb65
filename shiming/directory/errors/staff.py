"""The refusals about organisations, members of staff, groups, and programs that keep them."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class OrganisationUnknown(DomainError):
    """There is no such organisation within reach."""

    code: ClassVar[str] = "directory.organisation.unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class OrganisationCodeTaken(DomainError):
    """Another organisation has the code."""

    code: ClassVar[str] = "directory.organisation.code_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class OrganisationUnfit(DomainError):
    """Code or name is missing, too long, or has characters that none may have."""

    code: ClassVar[str] = "directory.organisation.unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class MayNotManageOrganisations(DomainError):
    """The actor may not add organisations."""

    code: ClassVar[str] = "directory.organisation.may_not_manage"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class StaffNotFound(DomainError):
    """There is no such member of staff within reach."""

    code: ClassVar[str] = "directory.staff.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class StaffChanged(DomainError):
    """Somebody else changed them meanwhile."""

    code: ClassVar[str] = "directory.staff.changed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class MayNotManageStaff(DomainError):
    """The actor may not see or change members of staff."""

    code: ClassVar[str] = "directory.staff.may_not_manage"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class OwnStaffAccount(DomainError):
    """Officers do not close their own accounts, nor say whose number is theirs."""

    code: ClassVar[str] = "directory.staff.own_account"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class ExternalIdTaken(DomainError):
    """The same system knows another member of staff by this identifier."""

    code: ClassVar[str] = "directory.staff.external_id_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class NumberTaken(DomainError):
    """Another member of staff has this resident number (S02-5)."""

    code: ClassVar[str] = "directory.staff.number_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class PhoneTaken(DomainError):
    """Another member of staff has this mobile (S02-5)."""

    code: ClassVar[str] = "directory.staff.phone_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class NumberAndPhoneTaken(DomainError):
    """Both the resident number and the mobile exist already (S02-5)."""

    code: ClassVar[str] = "directory.staff.number_and_phone_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class StaffFrozen(DomainError):
    """An officer froze the account: only an officer lifts that."""

    code: ClassVar[str] = "directory.staff.frozen"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class UserNameFixed(DomainError):
    """A login name never changes."""

    code: ClassVar[str] = "directory.staff.user_name_fixed"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class GroupNotFound(DomainError):
    """There is no such group within reach."""

    code: ClassVar[str] = "directory.group.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class GroupNameTaken(DomainError):
    """Another group has the name, or the same system knows another by the identifier."""

    code: ClassVar[str] = "directory.group.name_taken"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class GroupUnfit(DomainError):
    """The name is missing, or something is too long."""

    code: ClassVar[str] = "directory.group.unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class GroupChanged(DomainError):
    """Somebody else changed it meanwhile."""

    code: ClassVar[str] = "directory.group.changed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class MemberUnknown(DomainError):
    """Somebody who should be a member is no member of staff within reach."""

    code: ClassVar[str] = "directory.group.member_unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class MayNotManageGroups(DomainError):
    """The actor may not see or change groups."""

    code: ClassVar[str] = "directory.group.may_not_manage"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class MayNotManageScim(DomainError):
    """The actor may not decide which programs keep our staff."""

    code: ClassVar[str] = "directory.scim_access.may_not_manage"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class ScimAccessTwice(DomainError):
    """The program may come in already."""

    code: ClassVar[str] = "directory.scim_access.twice"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ScimAccessNotFound(DomainError):
    """The program may not come in, or not any more."""

    code: ClassVar[str] = "directory.scim_access.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND

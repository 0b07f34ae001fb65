"""The refusals about files of staff."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class StaffFileHeadWrong(DomainError):
    """The first line does not name the columns of the template, each once."""

    code: ClassVar[str] = "directory.staff_import.head_wrong"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class StaffFileEmpty(DomainError):
    """There is no line below the head."""

    code: ClassVar[str] = "directory.staff_import.empty"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class StaffCellMissing(DomainError):
    """A cell is empty that must not be."""

    code: ClassVar[str] = "directory.staff_import.cell_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class StaffNameUnfit(DomainError):
    """A name is too long, or has characters that none may have."""

    code: ClassVar[str] = "directory.staff_import.name_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class StaffContactMissing(DomainError):
    """There is neither mobile nor mailbox that the first code could go to."""

    code: ClassVar[str] = "directory.staff_import.contact_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class TwiceInFile(DomainError):
    """The same stands in an earlier line. Context: `line`."""

    code: ClassVar[str] = "directory.staff_import.twice"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class StaffImportNotFound(DomainError):
    """There is no such file of this officer's, or it is not kept any more."""

    code: ClassVar[str] = "directory.staff_import.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class StaffImportMovedOn(DomainError):
    """The import was begun or discarded before."""

    code: ClassVar[str] = "directory.staff_import.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT

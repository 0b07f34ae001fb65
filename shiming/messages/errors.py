"""The refusals of the area."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class MessageNotFound(DomainError):
    """There is no such message, or it is somebody else's."""

    code: ClassVar[str] = "messages.message.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class MessageHoldsIdentity(DomainError):
    """The rendered text holds an unmasked identity number and must not leave the platform."""

    code: ClassVar[str] = "messages.message.holds_identity"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class TemplateUnfit(RuntimeError):
    """A template is missing or does not fit its variables: a programming error, no refusal."""

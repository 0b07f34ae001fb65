"""The refusals of the product: each has a stable code and a kind, and no personal data."""

import enum
from typing import ClassVar


class ErrorKind(enum.Enum):
    """What sort of refusal it is; `web_kit` alone maps kinds to HTTP."""

    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    INVALID = "invalid"
    LIMITED = "limited"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """
    An anticipated refusal.

    Subclasses set `code` (``area.thing.reason``, never changed once released) and `kind`.
    The keyword context holds numbers and ids only, never personal data: it may be logged.
    """

    code: ClassVar[str]
    kind: ClassVar[ErrorKind]

    def __init__(self, **context: object) -> None:
        super().__init__(self.code)
        self.context = context

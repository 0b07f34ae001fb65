"""What SCIM clients are told when something cannot be done (RFC 7644, section 3.12)."""

import enum


class ScimType(enum.StrEnum):
    """The detail keywords of table 9, and those of cursors."""

    INVALID_FILTER = "invalidFilter"
    TOO_MANY = "tooMany"
    UNIQUENESS = "uniqueness"
    MUTABILITY = "mutability"
    INVALID_SYNTAX = "invalidSyntax"
    INVALID_PATH = "invalidPath"
    NO_TARGET = "noTarget"
    INVALID_VALUE = "invalidValue"
    # RFC 9865, section 3.
    INVALID_CURSOR = "invalidCursor"
    EXPIRED_CURSOR = "expiredCursor"
    INVALID_COUNT = "invalidCount"


class ScimError(Exception):
    """A request that is refused; the detail never repeats what was sent."""

    def __init__(
        self, detail: str, *, status: int = 400, scim_type: ScimType | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.scim_type = scim_type


def invalid_value(detail: str) -> ScimError:
    """Return the refusal of a value that an attribute cannot have."""
    return ScimError(detail, scim_type=ScimType.INVALID_VALUE)


def invalid_path(detail: str) -> ScimError:
    """Return the refusal of a path that leads nowhere."""
    return ScimError(detail, scim_type=ScimType.INVALID_PATH)


def invalid_filter(detail: str) -> ScimError:
    """Return the refusal of a filter."""
    return ScimError(detail, scim_type=ScimType.INVALID_FILTER)


def immutable(name: str) -> ScimError:
    """Return the refusal to change an attribute of ours."""
    return ScimError(f"{name} cannot be changed", scim_type=ScimType.MUTABILITY)

"""Refusals about the desk and the counter."""

from shiming.kernel.errors import DomainError, ErrorKind


class MayNotManageAccounts(DomainError):
    """The actor is no officer who may do this. Context: the `permission` it takes."""

    code = "accounts.desk.not_an_officer"
    kind = ErrorKind.FORBIDDEN


class OwnAccount(DomainError):
    """Officers do not unlock, freeze or release their own accounts."""

    code = "accounts.desk.own_account"
    kind = ErrorKind.FORBIDDEN


class ReasonUnfit(DomainError):
    """The reason is too short or too long, or names somebody. Context: both lengths."""

    code = "accounts.desk.reason_unfit"
    kind = ErrorKind.INVALID


class LookUpFirst(DomainError):
    """Nobody resets an account that they have not lately looked up, which is recorded."""

    code = "accounts.desk.look_up_first"
    kind = ErrorKind.FORBIDDEN


class SecondFactorRequestOwn(DomainError):
    """Who asked for the reset of a colleague does not agree to it; another officer has to."""

    code = "accounts.second_factor_request.own"
    kind = ErrorKind.FORBIDDEN


class StateUnchanged(DomainError):
    """The account is in this state already, or in one that cannot be left this way."""

    code = "accounts.desk.state_unchanged"
    kind = ErrorKind.CONFLICT


class ExplanationTooShort(DomainError):
    """A clerk must write why. Context: `min_length`."""

    code = "accounts.counter.explanation_too_short"
    kind = ErrorKind.INVALID


class NoAccountOfDocument(DomainError):
    """The document in the clerk's hand belongs to no account; the owner stands before them."""

    code = "accounts.counter.no_account"
    kind = ErrorKind.NOT_FOUND


class CaptureNotAllowed(DomainError):
    """The actor may not capture people at the counter."""

    code = "accounts.counter.not_allowed"
    kind = ErrorKind.FORBIDDEN

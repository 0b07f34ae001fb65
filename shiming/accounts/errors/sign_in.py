"""Refusals about signing in, sessions and one-time codes."""

from shiming.kernel.errors import DomainError, ErrorKind


class BadCredentials(DomainError):
    """Name and password do not belong together; which of them is wrong is not said."""

    code = "accounts.sign_in.bad_credentials"
    kind = ErrorKind.INVALID


class SignInLocked(DomainError):
    """There were too many wrong tries. Context: `minutes` until the lock ends."""

    code = "accounts.sign_in.locked"
    kind = ErrorKind.LIMITED


class UnderMaintenance(DomainError):
    """A standstill was announced that stops signing in; the page says until when."""

    code = "accounts.sign_in.maintenance"
    kind = ErrorKind.UNAVAILABLE


class MethodNotOffered(DomainError):
    """The portal does not let anybody in this way."""

    code = "accounts.sign_in.method_not_offered"
    kind = ErrorKind.NOT_FOUND


class NotCaptured(DomainError):
    """What was typed does not belong together, or nobody has captured it yet (S31-7)."""

    code = "accounts.sign_in.not_captured"
    kind = ErrorKind.INVALID


class OtherEntrance(DomainError):
    """The account signs in elsewhere: staff have an entrance of their own (S20-1)."""

    code = "accounts.sign_in.other_entrance"
    kind = ErrorKind.FORBIDDEN


class NoticeNotFound(DomainError):
    """There is no such notice, or it is over."""

    code = "accounts.maintenance.not_found"
    kind = ErrorKind.NOT_FOUND


class NoticeOutOfOrder(DomainError):
    """A standstill ends after it begins, and not in the past; its text has to say something."""

    code = "accounts.maintenance.out_of_order"
    kind = ErrorKind.INVALID


class NumberMalformed(DomainError):
    """No fund or insurance number looks like this."""

    code = "accounts.number.malformed"
    kind = ErrorKind.INVALID


class NumberTaken(DomainError):
    """The number belongs to another account."""

    code = "accounts.number.taken"
    kind = ErrorKind.CONFLICT


class NumberNotFound(DomainError):
    """There is no such number, or it is somebody else's."""

    code = "accounts.number.not_found"
    kind = ErrorKind.NOT_FOUND


class NotRegistered(DomainError):
    """Said only to who has proven possession of the mobile (Q42)."""

    code = "accounts.sign_in.not_registered"
    kind = ErrorKind.NOT_FOUND


class SignInRequired(DomainError):
    """Nobody is signed in."""

    code = "accounts.sign_in.required"
    kind = ErrorKind.FORBIDDEN


class ReauthenticationRequired(DomainError):
    """The last proof is too old for what is asked."""

    code = "accounts.session.reauthentication_required"
    kind = ErrorKind.FORBIDDEN


class SessionNotFound(DomainError):
    """There is no such live session, or it is somebody else's."""

    code = "accounts.session.not_found"
    kind = ErrorKind.NOT_FOUND


class HumanCheckFailed(DomainError):
    """The picture code or proof of work is wrong, late or was used before."""

    code = "accounts.human_check.failed"
    kind = ErrorKind.INVALID


class CodeWrong(DomainError):
    """The code is another one. Context: `tries_left` with it."""

    code = "accounts.code.wrong"
    kind = ErrorKind.INVALID


class CodeNotUsable(DomainError):
    """Nothing was sent here, or it has expired, was used, or was guessed at too often."""

    code = "accounts.code.not_usable"
    kind = ErrorKind.CONFLICT


class CodeTooSoon(DomainError):
    """A code went out a moment ago. Context: `seconds` until the next one may."""

    code = "accounts.code.too_soon"
    kind = ErrorKind.LIMITED


class CodeLimitReached(DomainError):
    """The number or the address has had its codes of the day."""

    code = "accounts.code.daily_limit"
    kind = ErrorKind.LIMITED

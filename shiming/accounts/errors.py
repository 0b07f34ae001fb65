"""The refusals of the area. Codes are published and never change; texts are in `texts.toml`."""

from shiming.kernel.errors import DomainError, ErrorKind


class AccountNotFound(DomainError):
    """There is no such account."""

    code = "accounts.account.not_found"
    kind = ErrorKind.NOT_FOUND


class AccountFrozen(DomainError):
    """An administrator stopped the account; said only to who has proven to own it."""

    code = "accounts.account.frozen"
    kind = ErrorKind.FORBIDDEN


class PersonNotFound(DomainError):
    """There is no such person."""

    code = "accounts.person.not_found"
    kind = ErrorKind.NOT_FOUND


class AccountIsAnotherPerson(DomainError):
    """The account belongs to somebody else than the document says."""

    code = "accounts.person.another"
    kind = ErrorKind.CONFLICT


class BadCredentials(DomainError):
    """Name and password do not belong together; which of them is wrong is not said."""

    code = "accounts.sign_in.bad_credentials"
    kind = ErrorKind.INVALID


class SignInLocked(DomainError):
    """There were too many wrong tries. Context: `minutes` until the lock ends."""

    code = "accounts.sign_in.locked"
    kind = ErrorKind.LIMITED


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


class AlreadyRegistered(DomainError):
    """Said only to who has proven possession of the mobile (Q42)."""

    code = "accounts.registration.already_registered"
    kind = ErrorKind.CONFLICT


class UserNameTaken(DomainError):
    """Somebody else has this user name."""

    code = "accounts.user_name.taken"
    kind = ErrorKind.CONFLICT


class UserNameMalformed(DomainError):
    """No user name may look like this."""

    code = "accounts.user_name.malformed"
    kind = ErrorKind.INVALID


class AgreementNotAccepted(DomainError):
    """The agreement in force was not accepted."""

    code = "accounts.agreement.not_accepted"
    kind = ErrorKind.INVALID


class AgreementOutdated(DomainError):
    """Another version is in force than the one that was accepted."""

    code = "accounts.agreement.outdated"
    kind = ErrorKind.CONFLICT


class AgreementNotPublished(DomainError):
    """No agreement is in force yet."""

    code = "accounts.agreement.not_published"
    kind = ErrorKind.UNAVAILABLE


class AgreementVersionTaken(DomainError):
    """A version of this name has been published."""

    code = "accounts.agreement.version_taken"
    kind = ErrorKind.CONFLICT


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


class PasswordTooShort(DomainError):
    """It is shorter than the profile wants. Context: `min_length`."""

    code = "accounts.password.too_short"
    kind = ErrorKind.INVALID


class PasswordTooLong(DomainError):
    """It is longer than the profile allows. Context: `max_length`."""

    code = "accounts.password.too_long"
    kind = ErrorKind.INVALID


class PasswordTooUniform(DomainError):
    """It has too few classes of characters. Context: `min_classes`."""

    code = "accounts.password.too_uniform"
    kind = ErrorKind.INVALID


class PasswordLacksClasses(DomainError):
    """A profile names classes that must all occur (S13-3)."""

    code = "accounts.password.lacks_classes"
    kind = ErrorKind.INVALID


class PasswordHasControlCharacters(DomainError):
    """It holds characters that no keyboard types."""

    code = "accounts.password.control_characters"
    kind = ErrorKind.INVALID


class PasswordTooCommon(DomainError):
    """It is put together from what everybody tries first."""

    code = "accounts.password.too_common"
    kind = ErrorKind.INVALID


class PasswordIsPersonal(DomainError):
    """It holds the user name, the mobile or the end of the document number."""

    code = "accounts.password.personal"
    kind = ErrorKind.INVALID


class PasswordUnchanged(DomainError):
    """The new one is the old one."""

    code = "accounts.password.unchanged"
    kind = ErrorKind.INVALID


class OldPasswordWrong(DomainError):
    """The present password was not given."""

    code = "accounts.password.old_wrong"
    kind = ErrorKind.INVALID

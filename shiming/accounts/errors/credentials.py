"""Refusals about passwords, passkeys, authenticators and the second factor."""

from shiming.kernel.errors import DomainError, ErrorKind


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


class PasskeyNotFound(DomainError):
    """There is no such passkey, or it is somebody else's."""

    code = "accounts.passkey.not_found"
    kind = ErrorKind.NOT_FOUND


class PasskeyNotAccepted(DomainError):
    """What the authenticator answered is not right for this site, this browser or this account."""

    code = "accounts.passkey.not_accepted"
    kind = ErrorKind.INVALID


class PasskeyUnknown(DomainError):
    """No account has this passkey any more: it was removed here and not on the device."""

    code = "accounts.passkey.unknown"
    kind = ErrorKind.NOT_FOUND


class PasskeyChallengeSpent(DomainError):
    """The question that was answered is too old, or was answered before."""

    code = "accounts.passkey.challenge_spent"
    kind = ErrorKind.CONFLICT


class PasskeySuspended(DomainError):
    """There is a copy of the passkey that should not be; said only to who holds one of the two."""

    code = "accounts.passkey.suspended"
    kind = ErrorKind.FORBIDDEN


class PasskeyLimitReached(DomainError):
    """The account has as many passkeys as it may. Context: `most`."""

    code = "accounts.passkey.limit_reached"
    kind = ErrorKind.CONFLICT


class PasskeyNameMalformed(DomainError):
    """The name is empty, too long, or holds an identity number."""

    code = "accounts.passkey.name_malformed"
    kind = ErrorKind.INVALID


class LastWayIn(DomainError):
    """Without this credential its owner could not sign in any more, and has not agreed to that."""

    code = "accounts.credential.last_way_in"
    kind = ErrorKind.CONFLICT


class UnitPasswordAlone(DomainError):
    """A unit's password alone adds no way into its account: everybody there knows it."""

    code = "accounts.credential.unit_password_alone"
    kind = ErrorKind.FORBIDDEN


class AuthenticatorNotPending(DomainError):
    """No authenticator app is being set up, or it took too long."""

    code = "accounts.authenticator.not_pending"
    kind = ErrorKind.CONFLICT


class AuthenticatorNotFound(DomainError):
    """The account has no authenticator app."""

    code = "accounts.authenticator.not_found"
    kind = ErrorKind.NOT_FOUND


class SecondFactorWrong(DomainError):
    """The code of the authenticator app or the recovery code is another one."""

    code = "accounts.second_factor.wrong"
    kind = ErrorKind.INVALID


class SecondFactorUsed(DomainError):
    """The code was right and has been used; the app shows another one within half a minute."""

    code = "accounts.second_factor.used"
    kind = ErrorKind.CONFLICT


class SecondFactorNotOffered(DomainError):
    """The account cannot be asked for this factor here."""

    code = "accounts.second_factor.not_offered"
    kind = ErrorKind.INVALID


class SecondFactorMandatory(DomainError):
    """Staff keep a second step: the last factor stays, and it cannot be switched off."""

    code = "accounts.second_factor.mandatory"
    kind = ErrorKind.CONFLICT


class SecondFactorMissing(DomainError):
    """There is nothing yet that a second step could ask for."""

    code = "accounts.second_factor.missing"
    kind = ErrorKind.CONFLICT


class PendingSignInLost(DomainError):
    """No sign-in of this browser waits for a second step: it took too long, or never began."""

    code = "accounts.second_factor.no_sign_in"
    kind = ErrorKind.CONFLICT


class ActivationNotUsable(DomainError):
    """No such code was given out, or it has expired, was used, or was replaced."""

    code = "accounts.activation.not_usable"
    kind = ErrorKind.CONFLICT

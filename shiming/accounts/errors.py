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


class IdentityNotFound(DomainError):
    """The account may not act in this capacity, or not any more."""

    code = "accounts.identity.not_found"
    kind = ErrorKind.NOT_FOUND


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


class StateUnchanged(DomainError):
    """The account is in this state already, or in one that cannot be left this way."""

    code = "accounts.desk.state_unchanged"
    kind = ErrorKind.CONFLICT


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


class DocumentMismatch(DomainError):
    """Number and name are not those of the account's owner. Context: `tries_left`."""

    code = "accounts.recovery.document_mismatch"
    kind = ErrorKind.INVALID


class RecoveryByAdministrator(DomainError):
    """Staff are reset by an administrator: one contact is not enough to become one of them."""

    code = "accounts.recovery.staff"
    kind = ErrorKind.FORBIDDEN


class RecoveryLocked(DomainError):
    """There were too many tries at recovering. Context: `minutes` until the lock ends."""

    code = "accounts.recovery.locked"
    kind = ErrorKind.LIMITED


class FaceRecoveryExcluded(DomainError):
    """Faces lead back in with the resident identity card alone (S31-5)."""

    code = "accounts.recovery.face_document_excluded"
    kind = ErrorKind.INVALID


class ResetNotAllowed(DomainError):
    """The actor does not answer for this account, or it is none that they may reset."""

    code = "accounts.reset.not_allowed"
    kind = ErrorKind.FORBIDDEN


class ExplanationTooShort(DomainError):
    """A clerk must write why. Context: `min_length`."""

    code = "accounts.counter.explanation_too_short"
    kind = ErrorKind.INVALID


class NoAccountOfDocument(DomainError):
    """The document in the clerk's hand belongs to no account; the owner stands before them."""

    code = "accounts.counter.no_account"
    kind = ErrorKind.NOT_FOUND


class QrNotUsable(DomainError):
    """There is no such code for this browser, or it is over."""

    code = "accounts.qr.not_usable"
    kind = ErrorKind.NOT_FOUND


class QrTaken(DomainError):
    """Another phone has scanned it."""

    code = "accounts.qr.taken"
    kind = ErrorKind.CONFLICT


class QrOtherOrigin(DomainError):
    """The code was shown by another portal than the one that the phone asks."""

    code = "accounts.qr.other_origin"
    kind = ErrorKind.FORBIDDEN


class QrChained(DomainError):
    """A session that came from a code confirms no other one."""

    code = "accounts.qr.chained"
    kind = ErrorKind.FORBIDDEN


class QrNeedsFace(DomainError):
    """A face must be shown before this code is confirmed."""

    code = "accounts.qr.needs_face"
    kind = ErrorKind.FORBIDDEN


class QrWrongNumber(DomainError):
    """Another number was picked than the PC shows."""

    code = "accounts.qr.wrong_number"
    kind = ErrorKind.INVALID


class FaceDocumentExcluded(DomainError):
    """Faces sign in with the resident identity card alone (S31-5)."""

    code = "accounts.face.document_excluded"
    kind = ErrorKind.INVALID


class FaceNotRecognised(DomainError):
    """Another face, an unsure one, or nobody to compare with; which of them is not said."""

    code = "accounts.face.not_recognised"
    kind = ErrorKind.FORBIDDEN


class FaceUnconvincing(DomainError):
    """The live check failed. Context: `problem`, a code of whoever judged it."""

    code = "accounts.face.unconvincing"
    kind = ErrorKind.INVALID


class FaceUnavailable(DomainError):
    """No engine can judge a face now."""

    code = "accounts.face.unavailable"
    kind = ErrorKind.UNAVAILABLE


class FaceCheckNotUsable(DomainError):
    """It is not this browser's, it is over, or it was used."""

    code = "accounts.face.not_usable"
    kind = ErrorKind.CONFLICT


class SocialProviderNotOffered(DomainError):
    """No such social network is connected."""

    code = "accounts.social.not_offered"
    kind = ErrorKind.NOT_FOUND


class SocialRefused(DomainError):
    """The social network did not say who it is, or the person said no there."""

    code = "accounts.social.refused"
    kind = ErrorKind.FORBIDDEN


class OutsideUnavailable(DomainError):
    """Whoever should vouch cannot be reached."""

    code = "accounts.outside.unavailable"
    kind = ErrorKind.UNAVAILABLE


class OutsideNotUsable(DomainError):
    """It is not this browser's, it is over, or it was used."""

    code = "accounts.outside.not_usable"
    kind = ErrorKind.CONFLICT


class SocialTaken(DomainError):
    """The social account signs in to another account here."""

    code = "accounts.social.taken"
    kind = ErrorKind.CONFLICT


class SocialAlreadyBound(DomainError):
    """The account has a binding with this network."""

    code = "accounts.social.already_bound"
    kind = ErrorKind.CONFLICT


class BindingNotFound(DomainError):
    """There is no such binding of this account."""

    code = "accounts.binding.not_found"
    kind = ErrorKind.NOT_FOUND


class CertificateRefused(DomainError):
    """The certificate does not serve. Context: `problem`, a `CertificateProblem`."""

    code = "accounts.certificate.refused"
    kind = ErrorKind.FORBIDDEN


class CertificateNotBound(DomainError):
    """The certificate is good, and signs in to no account."""

    code = "accounts.certificate.not_bound"
    kind = ErrorKind.NOT_FOUND


class CertificateTaken(DomainError):
    """The certificate signs in to an account already."""

    code = "accounts.certificate.taken"
    kind = ErrorKind.CONFLICT


class CertificateOfAnother(DomainError):
    """The certificate names somebody else than the account's owner."""

    code = "accounts.certificate.of_another"
    kind = ErrorKind.CONFLICT


class LicenceNotOffered(DomainError):
    """No licence wallet is connected."""

    code = "accounts.licence.not_offered"
    kind = ErrorKind.NOT_FOUND


class LicenceRefused(DomainError):
    """The licence's holder said no, or the licence is not in force."""

    code = "accounts.licence.refused"
    kind = ErrorKind.FORBIDDEN


class LicenceNotBound(DomainError):
    """The licence is good, and signs in to no account."""

    code = "accounts.licence.not_bound"
    kind = ErrorKind.NOT_FOUND


class LicenceTaken(DomainError):
    """The licence signs in to another account."""

    code = "accounts.licence.taken"
    kind = ErrorKind.CONFLICT


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
    """Only active accounts of people hang together; said to who has proven both."""

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


class ClosureByAdministrator(DomainError):
    """Accounts of staff are closed by an administrator."""

    code = "accounts.closure.staff"
    kind = ErrorKind.FORBIDDEN


class ClosureNotPossible(DomainError):
    """The account is not active, or about to close already."""

    code = "accounts.closure.not_possible"
    kind = ErrorKind.CONFLICT


class ClosureWithLinks(DomainError):
    """Other accounts hang on it, or it on another."""

    code = "accounts.closure.linked"
    kind = ErrorKind.CONFLICT


class ClosureNotFound(DomainError):
    """The account is not about to close."""

    code = "accounts.closure.not_found"
    kind = ErrorKind.NOT_FOUND


class LinkNeedsSecondStep(DomainError):
    """The other account asks for a second step at sign-in; it can link this one, not be linked."""

    code = "accounts.link.second_step"
    kind = ErrorKind.CONFLICT


class DocumentNeeded(DomainError):
    """This portal registers only with number and name of a document."""

    code = "accounts.registration.document_needed"
    kind = ErrorKind.INVALID


class DocumentRegistered(DomainError):
    """The person of this document has an account (S27-1); said after the mobile was proven."""

    code = "accounts.registration.document_registered"
    kind = ErrorKind.CONFLICT


class FiledAlready(DomainError):
    """The person is on file and signs in with that, without registering (S27-1, S27-2)."""

    code = "accounts.registration.filed"
    kind = ErrorKind.CONFLICT


class NotFiled(DomainError):
    """Only who was filed by card reader may register here (S27-1)."""

    code = "accounts.registration.not_filed"
    kind = ErrorKind.NOT_FOUND


class RegistrationCodeNotUsable(DomainError):
    """No such code was printed for this document, or it is spent, expired or guessed at."""

    code = "accounts.registration_code.not_usable"
    kind = ErrorKind.CONFLICT


class CaptureNotAllowed(DomainError):
    """The actor may not capture people at the counter."""

    code = "accounts.counter.not_allowed"
    kind = ErrorKind.FORBIDDEN


class AgentNonceMalformed(DomainError):
    """The nonce is none of a card agent's."""

    code = "accounts.certificate.nonce_malformed"
    kind = ErrorKind.INVALID


class LicenceNotPresented(DomainError):
    """The holder has not presented the licence yet."""

    code = "accounts.licence.not_presented"
    kind = ErrorKind.CONFLICT


class LicenceForUnits(DomainError):
    """A person's account takes no licence."""

    code = "accounts.licence.for_units"
    kind = ErrorKind.FORBIDDEN


class PersonRequired(DomainError):
    """No register has confirmed who the person is, so there is nobody whose it could be."""

    code = "accounts.person.required"
    kind = ErrorKind.FORBIDDEN


class BankCardNotFound(DomainError):
    """There is no such card, or it is somebody else's."""

    code = "accounts.bank_card.not_found"
    kind = ErrorKind.NOT_FOUND


class BankCardBound(DomainError):
    """The person has bound this card already."""

    code = "accounts.bank_card.bound"
    kind = ErrorKind.CONFLICT


class BankCardMismatch(DomainError):
    """The bank says that name, document, card and mobile do not belong together."""

    code = "accounts.bank_card.mismatch"
    kind = ErrorKind.INVALID


class BankCardLimitReached(DomainError):
    """The day's tries are used up, over all cards of the person (S32-7, Q38)."""

    code = "accounts.bank_card.limit_reached"
    kind = ErrorKind.LIMITED


class BankUnavailable(DomainError):
    """The bank does not answer; that cost no try."""

    code = "accounts.bank_card.unavailable"
    kind = ErrorKind.UNAVAILABLE


class CertificateNumberMissing(DomainError):
    """A disability certificate is filed with its number (S32-6)."""

    code = "accounts.personal_certificate.number_missing"
    kind = ErrorKind.INVALID


class CertificateNumberWrong(DomainError):
    """The number cannot be that of this person's certificate."""

    code = "accounts.personal_certificate.number_wrong"
    kind = ErrorKind.INVALID


class CertificateNumberUnknown(DomainError):
    """The office that files such certificates has none of this person."""

    code = "accounts.personal_certificate.number_unknown"
    kind = ErrorKind.NOT_FOUND


class CertificateOfficeUnavailable(DomainError):
    """The office that files such certificates does not answer."""

    code = "accounts.personal_certificate.office_unavailable"
    kind = ErrorKind.UNAVAILABLE


class CertificatePictureNotFound(DomainError):
    """There is no such picture, or it is somebody else's."""

    code = "accounts.personal_certificate.picture_not_found"
    kind = ErrorKind.NOT_FOUND


class TooManyPictures(DomainError):
    """More than five pictures of one certificate (S32-6)."""

    code = "accounts.personal_certificate.too_many_pictures"
    kind = ErrorKind.INVALID


class PicturesMissing(DomainError):
    """There is no picture where one is needed."""

    code = "accounts.personal_certificate.pictures_missing"
    kind = ErrorKind.INVALID

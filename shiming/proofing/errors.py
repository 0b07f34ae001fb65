"""The refusals of the area. What a stored code says on a page stands in `texts.toml` as well."""

from typing import ClassVar

from shiming.kernel.errors import DomainError, ErrorKind


class CaseNotFound(DomainError):
    """There is no such case, or it is somebody else's."""

    code: ClassVar[str] = "proofing.case.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class CaseMovedOn(DomainError):
    """The case is no longer where the act expects it: done twice, or done elsewhere meanwhile."""

    code: ClassVar[str] = "proofing.case.moved_on"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class AccountOfUnit(DomainError):
    """The account is a unit's own: no natural person proves who they are with it (S29-4)."""

    code: ClassVar[str] = "proofing.case.unit_account"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class StepNotReachable(DomainError):
    """An earlier step has to be done first. Context: `step`, the furthest one reachable."""

    code: ClassVar[str] = "proofing.step.not_reachable"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class StepCannotBeUndone(DomainError):
    """What was done in this step has left the house already."""

    code: ClassVar[str] = "proofing.step.cannot_be_undone"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class DocumentOnlyAtCounter(DomainError):
    """Documents of this type cannot be read or checked online (B1)."""

    code: ClassVar[str] = "proofing.document.only_at_counter"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class DocumentUnknown(DomainError):
    """There is no such document type."""

    code: ClassVar[str] = "proofing.document.unknown"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class DocumentExpired(DomainError):
    """The last day of the document has passed (S34-10)."""

    code: ClassVar[str] = "proofing.document.expired"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class DocumentNotYetValid(DomainError):
    """The first day of the document is yet to come."""

    code: ClassVar[str] = "proofing.document.not_yet_valid"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ValidityUnreadable(DomainError):
    """The validity is neither a date nor long-term, or it ends before it begins."""

    code: ClassVar[str] = "proofing.document.validity_unreadable"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class GuardianNeeded(DomainError):
    """Somebody under age needs a guardian and the relation to them (Q48). Context: `age`."""

    code: ClassVar[str] = "proofing.person.guardian_needed"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class UnderAge(DomainError):
    """No face is captured online of somebody under age (Q48). Context: `age`."""

    code: ClassVar[str] = "proofing.person.under_age"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class PersonDiffers(DomainError):
    """The account belongs to somebody else already."""

    code: ClassVar[str] = "proofing.person.differs"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class OtherAccount(DomainError):
    """Another account claims this person and has never shown a face."""

    code: ClassVar[str] = "proofing.person.other_account"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class FactorMissing(DomainError):
    """This installation compares four factors: the ethnicity is needed too (S33-22)."""

    code: ClassVar[str] = "proofing.form.factor_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PictureMissing(DomainError):
    """No picture came with the form."""

    code: ClassVar[str] = "proofing.picture.missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class PictureNotFound(DomainError):
    """There is no such picture, or the viewer may not see it."""

    code: ClassVar[str] = "proofing.picture.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class RetakeFirst(DomainError):
    """A picture goes to a person only after it was taken anew. Context: `count`."""

    code: ClassVar[str] = "proofing.picture.retake_first"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ConsentMissing(DomainError):
    """Without consent to the processing of the data nothing is checked."""

    code: ClassVar[str] = "proofing.consent.missing"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ConsentOutdated(DomainError):
    """A newer version of the text is in force than the one that was shown."""

    code: ClassVar[str] = "proofing.consent.outdated"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class FaceConsentMissing(DomainError):
    """Without separate consent no face is captured; the window remains open."""

    code: ClassVar[str] = "proofing.consent.face_missing"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class NoConsentText(DomainError):
    """No version of a consent text is in force: nothing may be asked for."""

    code: ClassVar[str] = "proofing.consent.no_text"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE


class RegisterPhotoUnavailable(DomainError):
    """The register's photograph cannot be had now, and without it nothing is decided."""

    code: ClassVar[str] = "proofing.register.photo_unavailable"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE


class DailyLimitReached(DomainError):
    """The tries of the day are used up (S32-7). Context: `count`."""

    code: ClassVar[str] = "proofing.limit.tomorrow"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED


class LiveSessionNotFound(DomainError):
    """There is no such live check, it is somebody else's, or the nonce is wrong."""

    code: ClassVar[str] = "proofing.live.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class LiveSessionExpired(DomainError):
    """The two minutes of the live check are over."""

    code: ClassVar[str] = "proofing.live.expired"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class LiveSessionUsed(DomainError):
    """The live check has been used for other frames."""

    code: ClassVar[str] = "proofing.live.used"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ClipReplayed(DomainError):
    """These very frames have been handed in before."""

    code: ClassVar[str] = "proofing.live.replayed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ClipUnreadable(DomainError):
    """The frames are not in the form that the page sends."""

    code: ClassVar[str] = "proofing.live.clip_unreadable"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ClipTooLarge(DomainError):
    """The frames have more bytes than a live check needs. Context: `max_bytes`."""

    code: ClassVar[str] = "proofing.live.clip_too_large"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class NotAReviewer(DomainError):
    """The actor may not review cases."""

    code: ClassVar[str] = "proofing.review.not_a_reviewer"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class OwnCase(DomainError):
    """Nobody decides about themselves."""

    code: ClassVar[str] = "proofing.review.own_case"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class NotClaimed(DomainError):
    """The reviewer has to take the case on first, or the time for it is over."""

    code: ClassVar[str] = "proofing.review.not_claimed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ClaimedByOther(DomainError):
    """Somebody else is at work on the case."""

    code: ClassVar[str] = "proofing.review.claimed_by_other"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class ReviewTextTooShort(DomainError):
    """The reason needs a sentence. Context: `min_length`."""

    code: ClassVar[str] = "proofing.review.text_too_short"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ReviewReasonUnfit(DomainError):
    """The reason code does not go with the decision."""

    code: ClassVar[str] = "proofing.review.reason_unfit"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class SecondReviewerNeeded(DomainError):
    """Four eyes: whoever agreed already cannot be the second one (Q07)."""

    code: ClassVar[str] = "proofing.review.second_reviewer_needed"
    kind: ClassVar[ErrorKind] = ErrorKind.CONFLICT


class FaceCheckNotFound(DomainError):
    """There is no such face check, or the nonce is wrong."""

    code: ClassVar[str] = "proofing.face_check.not_found"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class MayNotInspectArchive(DomainError):
    """The actor may not open archives of evidence."""

    code: ClassVar[str] = "proofing.archive.may_not_inspect"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class ArchiveNeedsCaseNumber(DomainError):
    """An archive is opened for a matter that has a number."""

    code: ClassVar[str] = "proofing.archive.needs_case_number"
    kind: ClassVar[ErrorKind] = ErrorKind.INVALID


class ArchiveLimitReached(DomainError):
    """The officer has looked for as many today as a day allows."""

    code: ClassVar[str] = "proofing.archive.limit_reached"
    kind: ClassVar[ErrorKind] = ErrorKind.LIMITED


class ArchiveEmpty(DomainError):
    """Nothing is kept about anybody like that."""

    code: ClassVar[str] = "proofing.archive.empty"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND


class ArchiveIsOwn(DomainError):
    """Nobody handles the archive about themselves."""

    code: ClassVar[str] = "proofing.archive.is_own"
    kind: ClassVar[ErrorKind] = ErrorKind.FORBIDDEN


class ArchiveNotOpen(DomainError):
    """The officer has no such archive open now."""

    code: ClassVar[str] = "proofing.archive.not_open"
    kind: ClassVar[ErrorKind] = ErrorKind.NOT_FOUND

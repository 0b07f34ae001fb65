"""States and words of a case."""

import dataclasses
import enum
import uuid


class CaseState(enum.StrEnum):
    """Where an attempt stands (appendix B)."""

    DRAFT = "draft"
    """The person still collects: document, pictures, form, consent."""
    SUBMITTED = "submitted"
    """Handed in: the register is being asked, or will be once it can be reached."""
    LIVE = "live"
    """The register said yes; the live check is due."""
    CHECKING = "checking"
    """The engines judge the live check."""
    MANUAL_REVIEW = "manual_review"
    """The machine could not decide (grey): a person will."""
    PASSED = "passed"
    PASSED_MANUALLY = "passed_manually"
    REFUSED = "refused"
    """Did not pass; may be tried again from the step that failed."""
    WITHDRAWN = "withdrawn"
    """Given up by the person, or replaced by a new attempt."""


OPEN_STATES = frozenset(
    {
        CaseState.DRAFT,
        CaseState.SUBMITTED,
        CaseState.LIVE,
        CaseState.CHECKING,
        CaseState.MANUAL_REVIEW,
        CaseState.REFUSED,
    }
)
"""An account has at most one case in one of these."""


class Journey(enum.StrEnum):
    """By which table of steps a case runs."""

    ONLINE = "online"


class StepKey(enum.StrEnum):
    """The steps of the online journey."""

    DOCUMENT = "document"
    FRONT = "front"
    BACK = "back"
    FORM = "form"
    CONSENT = "consent"
    REGISTER = "register"
    LIVE = "live"
    RESULT = "result"


class EntryWay(enum.StrEnum):
    """How a field came in (S07-9)."""

    CARD = "card"
    OCR = "ocr"
    TYPED = "typed"


class PictureRole(enum.StrEnum):
    """What a kept picture is to its case."""

    FRONT = "front"
    BACK = "back"
    LIVE_CLIP = "live_clip"
    LIVE_FACE = "live_face"


class PictureState(enum.StrEnum):
    """How far the engines came with a picture."""

    WAITING = "waiting"
    READ = "read"
    REJECTED = "rejected"
    """Not fit to be read; the findings say why."""
    MANUAL = "manual"
    """No engine could look at it: a person will."""
    KEPT = "kept"
    """Nothing to read on it."""


class PictureWay(enum.StrEnum):
    """How a picture came in."""

    CAMERA = "camera"
    UPLOAD = "upload"
    PLATFORM = "platform"


class ReviewCause(enum.StrEnum):
    """Why a machine did not decide."""

    COMPARISON_GREY = "comparison_grey"
    COMPARISONS_DISAGREE = "comparisons_disagree"
    NO_FACE_ON_DOCUMENT = "no_face_on_document"
    PASSIVE_GREY = "passive_grey"
    PASSIVE_ATTACK = "passive_attack"
    PASSIVE_MISSING = "passive_missing"
    FACE_ENGINE_UNAVAILABLE = "face_engine_unavailable"
    DOCUMENT_UNREAD = "document_unread"
    FIELDS_CORRECTED = "fields_corrected"
    VALIDITY_CORRECTED = "validity_corrected"


class ReviewOutcome(enum.StrEnum):
    """What a reviewer decided."""

    PASS = "pass"  # noqa: S105 — a verdict, no secret
    REFUSE = "refuse"


class ReviewReason(enum.StrEnum):
    """Why a reviewer decided so; `texts.toml` has a sentence for each (appendix E)."""

    SAME_PERSON = "same_person"
    SAME_PERSON_AGED = "same_person_aged"
    SAME_PERSON_POOR_PICTURE = "same_person_poor_picture"
    OTHER_PERSON = "other_person"
    PICTURE_UNCLEAR = "picture_unclear"
    COVERED = "covered"
    EDITED = "edited"
    COPY_OR_SCREEN = "copy_or_screen"
    NAME_DIFFERS = "name_differs"
    NUMBER_DIFFERS = "number_differs"
    EXPIRED = "expired"
    FORGED = "forged"

    @property
    def outcome(self) -> ReviewOutcome:
        """The decision that this reason can carry."""
        passing = {self.SAME_PERSON, self.SAME_PERSON_AGED, self.SAME_PERSON_POOR_PICTURE}
        return ReviewOutcome.PASS if self in passing else ReviewOutcome.REFUSE


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCount:
    """How often one reviewer decided, and how often they passed somebody."""

    reviewer_id: uuid.UUID
    decided: int
    passed: int


class ConsentKind(enum.StrEnum):
    """To what a person agrees; the face stands apart (PIPL, article 29)."""

    DATA_PROCESSING = "data_processing"
    FACE = "face"


class TryKind(enum.StrEnum):
    """What is limited per person and day."""

    REGISTER = "register"
    LIVE = "live"
    PICTURE = "picture"
    """Reading one keeps an engine busy for a second."""

"""Ids, permissions and event names."""

import enum
import uuid
from typing import NewType

CaseId = NewType("CaseId", uuid.UUID)


PictureId = NewType("PictureId", uuid.UUID)


LiveSessionId = NewType("LiveSessionId", uuid.UUID)


EvidenceId = NewType("EvidenceId", uuid.UUID)


class ProofingPermission(enum.StrEnum):
    """What officers may do here."""

    REVIEW = "proofing:case:review"
    INSPECT_ARCHIVE = "proofing:archive:inspect"


class ProofingEvent(enum.StrEnum):
    """What the audit trail records of proofing."""

    STARTED = "proofing.case.started"
    STEP_UNDONE = "proofing.case.step_undone"
    WITHDRAWN = "proofing.case.withdrawn"
    RESUMED = "proofing.case.resumed"
    DOCUMENT_CHOSEN = "proofing.document.chosen"
    PICTURE_KEPT = "proofing.picture.kept"
    PICTURE_READ = "proofing.picture.read"
    PICTURE_SEEN = "proofing.picture.seen"
    FORM_CONFIRMED = "proofing.form.confirmed"
    CONSENT_GIVEN = "proofing.consent.given"
    SUBMITTED = "proofing.case.submitted"
    REGISTER_ANSWERED = "proofing.register.answered"
    LIVE_STARTED = "proofing.live.started"
    LIVE_HANDED_IN = "proofing.live.handed_in"
    LIVE_JUDGED = "proofing.live.judged"
    FACE_CHECK_PREPARED = "proofing.face_check.prepared"
    EVIDENCE_ADDED = "proofing.evidence.added"
    EVIDENCE_REVOKED = "proofing.evidence.revoked"
    PASSED = "proofing.case.passed"
    PASSED_MANUALLY = "proofing.case.passed_manually"
    REFUSED = "proofing.case.refused"
    SENT_TO_REVIEW = "proofing.case.sent_to_review"
    REVIEW_CLAIMED = "proofing.review.claimed"
    REVIEW_DECIDED = "proofing.review.decided"
    ARCHIVE_OPENED = "proofing.archive.opened"
    ARCHIVE_DESTROYED = "proofing.archive.destroyed"

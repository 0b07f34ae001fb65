"""Taking a case on, seeing its pictures, deciding (B5)."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.messages.models import InboxMessage
from shiming.proofing import errors, queries
from shiming.proofing.actions.claim_case import claim_case
from shiming.proofing.actions.decide_case import decide_case
from shiming.proofing.actions.resume_case import resume_case
from shiming.proofing.actions.see_picture import see_picture
from shiming.proofing.models import Evidence, PersonBinding, ReviewDecision
from shiming.proofing.types import (
    CaseId,
    CaseState,
    EvidenceKind,
    PictureId,
    PictureRole,
    ReviewOutcome,
    ReviewReason,
)
from tests.cast import AUDITOR
from tests.factories.accounts import make_account, make_account_of, make_actor
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db

TEXT = "五官和脸型与证件照片一致。"


@pytest.fixture
def case_id(walk: Walk) -> CaseId:
    """Return a case in the grey zone."""
    walk.face.scores = [0.40]
    return CaseId(walk.to_live().show_face().case.pk)


@pytest.fixture
def second_reviewer(reviewer: Actor) -> Actor:
    actor = make_actor(make_account_of(AUDITOR, is_attached=True), now=NOW)
    return dataclasses.replace(actor, identity=reviewer.identity)


def decide(
    case_id: CaseId,
    reviewer: Actor,
    reason: ReviewReason = ReviewReason.SAME_PERSON,
    *,
    text: str = TEXT,
) -> CaseState:
    return decide_case(
        case_id=case_id,
        reviewer=reviewer,
        outcome=reason.outcome,
        reason=reason,
        text=text,
        now=NOW,
    )


class TestClaimCase:
    def test_gives_the_case_to_one_reviewer(
        self, case_id: CaseId, reviewer: Actor, second_reviewer: Actor
    ) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)

        with pytest.raises(errors.ClaimedByOther):
            claim_case(case_id=case_id, reviewer=second_reviewer, now=NOW)
        assert queries.get_case_unscoped(case_id=case_id).claimed_by_id == reviewer.account_id

    def test_passes_on_a_case_that_was_left_lying(
        self, case_id: CaseId, reviewer: Actor, second_reviewer: Actor
    ) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)

        later = NOW + dt.timedelta(minutes=30)
        claim_case(case_id=case_id, reviewer=second_reviewer, now=later)

        claimed = queries.get_case_unscoped(case_id=case_id)
        assert claimed.claimed_by_id == second_reviewer.account_id

    def test_wants_the_permission(self, case_id: CaseId, walk: Walk) -> None:
        with pytest.raises(errors.NotAReviewer):
            claim_case(case_id=case_id, reviewer=walk.actor, now=NOW)
        assert queries.get_case_unscoped(case_id=case_id).claimed_by_id is None

    def test_keeps_reviewers_from_their_own_case(
        self, case_id: CaseId, walk: Walk, reviewer: Actor
    ) -> None:
        applicant = dataclasses.replace(walk.actor, identity=reviewer.identity)

        with pytest.raises(errors.OwnCase):
            claim_case(case_id=case_id, reviewer=applicant, now=NOW)

    def test_knows_only_cases_that_came_to_review(self, walk: Walk, reviewer: Actor) -> None:
        walk.to_live()

        with pytest.raises(errors.CaseNotFound):
            claim_case(case_id=CaseId(walk.case.pk), reviewer=reviewer, now=NOW)


class TestDecideCase:
    @pytest.mark.requirement("S11-9")
    def test_passes_manually_with_reason_and_pictures(
        self, case_id: CaseId, reviewer: Actor
    ) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)

        assert decide(case_id, reviewer) is CaseState.PASSED_MANUALLY

        decision = ReviewDecision.objects.get()
        assert (decision.reviewer_id, decision.reason, decision.text) == (
            reviewer.account_id,
            "same_person",
            TEXT,
        )
        evidence = Evidence.objects.get(kind=EvidenceKind.REMOTE_REVIEW)
        assert (evidence.is_manual, evidence.score) == (True, 0.40)
        assert PictureRole.LIVE_FACE in queries.pictures_of(case=evidence.case)  # type: ignore[arg-type]  # it has one
        assert AuditRecord.objects.filter(event="proofing.review.decided").count() == 1
        assert InboxMessage.objects.filter(template="proofing/passed_manually").exists()

    def test_does_not_give_intermediate_at_a_distance_by_default(
        self, case_id: CaseId, reviewer: Actor, walk: Walk
    ) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        decide(case_id, reviewer)

        assert walk.case.person_id is not None
        assert queries.level_of_person(walk.case.person_id, NOW)[0] is Level.PRIMARY

    def test_gives_intermediate_where_the_deployment_says_so(
        self, case_id: CaseId, reviewer: Actor, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        change_policy(remote_review_gives_intermediate=True)
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        decide(case_id, reviewer)

        assert walk.case.person_id is not None
        assert queries.level_of_person(walk.case.person_id, NOW)[0] is Level.INTERMEDIATE

    def test_refuses_and_says_why(self, case_id: CaseId, reviewer: Actor, walk: Walk) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)

        assert decide(case_id, reviewer, ReviewReason.COPY_OR_SCREEN) is CaseState.REFUSED

        case = walk.case
        assert (case.refusal_code, case.refusal_detail, case.refused_step) == (
            "proofing.review.refused",
            "copy_or_screen",
            "front",
        )
        assert not Evidence.objects.filter(kind=EvidenceKind.REMOTE_REVIEW).exists()
        assert resume_case(actor=walk.actor, now=NOW) is CaseState.DRAFT

    def test_lets_another_face_be_shown_after_a_refusal_of_the_face(
        self, case_id: CaseId, reviewer: Actor, walk: Walk
    ) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        decide(case_id, reviewer, ReviewReason.OTHER_PERSON)

        assert resume_case(actor=walk.actor, now=NOW) is CaseState.LIVE

    @pytest.mark.parametrize(
        ("reason", "text", "refusal"),
        [
            (ReviewReason.SAME_PERSON, "是", errors.ReviewTextTooShort),
            (ReviewReason.FORGED, TEXT, errors.ReviewReasonUnfit),
        ],
    )
    def test_refuses_a_decision_without_reason(
        self,
        case_id: CaseId,
        reviewer: Actor,
        reason: ReviewReason,
        text: str,
        refusal: type[Exception],
    ) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)

        with pytest.raises(refusal):
            decide_case(
                case_id=case_id,
                reviewer=reviewer,
                outcome=ReviewOutcome.PASS,
                reason=reason,
                text=text,
                now=NOW,
            )
        assert not ReviewDecision.objects.exists()
        assert queries.get_case_unscoped(case_id=case_id).state == CaseState.MANUAL_REVIEW

    def test_wants_the_case_to_be_taken_on(self, case_id: CaseId, reviewer: Actor) -> None:
        with pytest.raises(errors.NotClaimed):
            decide(case_id, reviewer)
        assert not ReviewDecision.objects.exists()

    def test_decides_once(self, case_id: CaseId, reviewer: Actor) -> None:
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        decide(case_id, reviewer)

        with pytest.raises(errors.CaseMovedOn):
            decide(case_id, reviewer)
        assert ReviewDecision.objects.count() == 1

    def test_wants_four_eyes_where_the_deployment_says_so(
        self,
        case_id: CaseId,
        reviewer: Actor,
        second_reviewer: Actor,
        change_policy: Callable[..., None],
    ) -> None:
        change_policy(reviewers_needed=2)
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        assert decide(case_id, reviewer) is CaseState.MANUAL_REVIEW
        assert not Evidence.objects.filter(kind=EvidenceKind.REMOTE_REVIEW).exists()

        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        with pytest.raises(errors.SecondReviewerNeeded):
            decide(case_id, reviewer)

        later = NOW + dt.timedelta(minutes=31)
        claim_case(case_id=case_id, reviewer=second_reviewer, now=later)
        decided = decide_case(
            case_id=case_id,
            reviewer=second_reviewer,
            outcome=ReviewOutcome.PASS,
            reason=ReviewReason.SAME_PERSON,
            text=TEXT,
            now=later,
        )
        assert decided is CaseState.PASSED_MANUALLY

    def test_does_not_lift_an_account_that_only_typed_a_name(
        self, case_id: CaseId, reviewer: Actor, walk: Walk
    ) -> None:
        other = make_account(mobile="15401000091")
        make_actor(other, now=NOW)
        person_id = walk.case.person_id
        type(other).objects.filter(pk=other.pk).update(person_id=person_id)
        PersonBinding.objects.update(faceless_account_id=other.pk)
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)

        with pytest.raises(errors.OtherAccount):
            decide(case_id, reviewer)
        assert not ReviewDecision.objects.exists()


class TestSeePicture:
    def picture_id(self, walk: Walk, role: PictureRole) -> PictureId:
        return PictureId(queries.pictures_of(case=walk.case)[role].pk)

    def test_shows_it_to_the_reviewer_who_took_the_case_on_and_records_it(
        self, case_id: CaseId, reviewer: Actor, walk: Walk
    ) -> None:
        picture_id = self.picture_id(walk, PictureRole.LIVE_FACE)
        with pytest.raises(errors.PictureNotFound):
            see_picture(picture_id=picture_id, viewer=reviewer, now=NOW)
        assert not AuditRecord.objects.filter(event="proofing.picture.seen").exists()

        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        seen = see_picture(picture_id=picture_id, viewer=reviewer, now=NOW)

        assert seen.content.startswith(b"\xff\xd8\xff")
        record = AuditRecord.objects.get(event="proofing.picture.seen")
        assert record.account_id == reviewer.account_id

    def test_shows_people_their_own(self, case_id: CaseId, walk: Walk) -> None:
        picture_id = self.picture_id(walk, PictureRole.FRONT)

        assert see_picture(picture_id=picture_id, viewer=walk.actor, now=NOW).content

    def test_shows_neither_clips_nor_what_was_dropped(self, case_id: CaseId, walk: Walk) -> None:
        with pytest.raises(errors.PictureNotFound):
            see_picture(
                picture_id=self.picture_id(walk, PictureRole.LIVE_CLIP),
                viewer=walk.actor,
                now=NOW,
            )

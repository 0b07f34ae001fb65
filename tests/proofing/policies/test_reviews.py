import dataclasses
import datetime as dt

from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id
from shiming.proofing import errors
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import reviews
from shiming.proofing.types import (
    CaseState,
    ProofingPermission,
    ProofingPolicy,
    ReviewOutcome,
    ReviewReason,
)

NOW = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)
POLICY = ProofingPolicy()
REVIEWER = Actor(
    account_id=new_id(),
    person_id=new_id(),
    identity=ActingIdentity(permissions=frozenset({ProofingPermission.REVIEW.value})),
)
TEXT = "五官和脸型与证件照片一致。"


def case(**changes: object) -> ProofingCase:
    values: dict[str, object] = {
        "account_id": new_id(),
        "person_id": new_id(),
        "state": CaseState.MANUAL_REVIEW,
    }
    return ProofingCase(**(values | changes))


def claimed(**changes: object) -> ProofingCase:
    values = {"claimed_by_id": REVIEWER.account_id, "claimed_at": NOW}
    return case(**(values | changes))


class TestRefusalToClaim:
    def refusal(self, one: ProofingCase, reviewer: Actor = REVIEWER) -> object:
        return reviews.refusal_to_claim(case=one, reviewer=reviewer, now=NOW, policy=POLICY)

    def test_is_none_for_a_waiting_case_of_somebody_else(self) -> None:
        assert self.refusal(case()) is None
        assert self.refusal(claimed()) is None

    def test_wants_the_permission(self) -> None:
        stranger = dataclasses.replace(REVIEWER, identity=ActingIdentity())

        assert isinstance(self.refusal(case(), stranger), errors.NotAReviewer)

    def test_wants_somebody_signed_in(self) -> None:
        nobody = dataclasses.replace(REVIEWER, account_id=None)

        assert isinstance(self.refusal(case(), nobody), errors.NotAReviewer)

    def test_keeps_people_from_their_own_case_under_any_account(self) -> None:
        own = case(account_id=REVIEWER.account_id)
        other_account = case(person_id=REVIEWER.person_id)

        assert isinstance(self.refusal(own), errors.OwnCase)
        assert isinstance(self.refusal(other_account), errors.OwnCase)

    def test_does_not_take_two_unknown_people_for_one(self) -> None:
        unknown = dataclasses.replace(REVIEWER, person_id=None)

        assert self.refusal(case(person_id=None), unknown) is None

    def test_wants_a_case_that_waits(self) -> None:
        assert isinstance(self.refusal(case(state=CaseState.PASSED)), errors.CaseMovedOn)

    def test_leaves_a_case_to_whoever_is_at_work_on_it(self) -> None:
        taken = case(claimed_by_id=new_id(), claimed_at=NOW)
        given_up = case(claimed_by_id=new_id(), claimed_at=NOW - POLICY.review_claim_for)

        assert isinstance(self.refusal(taken), errors.ClaimedByOther)
        assert self.refusal(given_up) is None


class TestRefusalToDecide:
    def refusal(
        self,
        one: ProofingCase,
        *,
        outcome: ReviewOutcome = ReviewOutcome.PASS,
        reason: ReviewReason = ReviewReason.SAME_PERSON,
        text: str = TEXT,
    ) -> object:
        return reviews.refusal_to_decide(
            case=one,
            reviewer=REVIEWER,
            outcome=outcome,
            reason=reason,
            text=text,
            now=NOW,
            policy=POLICY,
        )

    def test_is_none_for_a_reasoned_decision_on_a_claimed_case(self) -> None:
        assert self.refusal(claimed()) is None

    def test_wants_the_case_to_be_claimed(self) -> None:
        assert isinstance(self.refusal(case()), errors.NotClaimed)
        assert isinstance(self.refusal(case(state=CaseState.REFUSED)), errors.CaseMovedOn)

    def test_wants_a_reason_that_goes_with_the_decision(self) -> None:
        refusal = self.refusal(claimed(), reason=ReviewReason.OTHER_PERSON)

        assert isinstance(refusal, errors.ReviewReasonUnfit)

    def test_wants_the_reason_in_words(self) -> None:
        assert isinstance(self.refusal(claimed(), text="同一人"), errors.ReviewTextTooShort)
        assert isinstance(self.refusal(claimed(), text=" 一 " * 9), errors.ReviewTextTooShort)


class TestMaySeePictures:
    def may(self, one: ProofingCase, viewer: Actor) -> bool:
        return reviews.may_see_pictures(case=one, viewer=viewer, now=NOW, policy=POLICY)

    def test_is_for_the_applicant_and_for_whoever_holds_the_claim(self) -> None:
        applicant = Actor(account_id=new_id())

        assert self.may(case(account_id=applicant.account_id), applicant)
        assert self.may(claimed(), REVIEWER)
        assert not self.may(case(), REVIEWER)
        assert not self.may(case(), applicant)
        assert not self.may(case(), Actor(account_id=None))

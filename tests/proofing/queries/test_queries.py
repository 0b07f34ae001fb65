import dataclasses
import datetime as dt

import pytest

from shiming.accounts.models import Account
from shiming.kernel.actor import ActingIdentity, Actor, visitor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.proofing import errors, operations, queries
from shiming.proofing.actions.claim_case import claim_case
from shiming.proofing.actions.decide_case import decide_case
from shiming.proofing.models import ConsentText
from shiming.proofing.types import (
    CaseId,
    ConsentKind,
    EvidenceKind,
    LiveSessionId,
    MissingProof,
    PictureId,
    PictureRole,
    ReviewOutcome,
    ReviewReason,
    RevocationReason,
    TryKind,
    Way,
)
from tests.cast import AGENT, MINOR, UNPROOFED_CITIZEN
from tests.factories.accounts import attach, make_account, make_account_of, make_actor
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db

GREY: list[float | None] = [0.40]


def account_of(walk: Walk) -> Account:
    return Account.objects.get(pk=walk.account_id)


class TestCases:
    def test_are_found_by_their_owner_alone(self, walk: Walk) -> None:
        walk.start()
        stranger = make_actor(make_account_of(UNPROOFED_CITIZEN), now=NOW)

        assert queries.find_current_case(viewer=walk.actor) == walk.case
        assert queries.find_current_case(viewer=stranger) is None
        assert queries.find_current_case(viewer=visitor()) is None
        with pytest.raises(errors.CaseNotFound):
            queries.get_current_case(viewer=stranger)

    def test_unknown_ones_are_refused(self, db: None) -> None:
        with pytest.raises(errors.CaseNotFound):
            queries.get_case_unscoped(case_id=CaseId(new_id()))
        with pytest.raises(errors.PictureNotFound):
            queries.get_picture_unscoped(picture_id=PictureId(new_id()))

    def test_both_sides_make_the_fields_read(self, walk: Walk) -> None:
        walk.start()
        assert queries.fields_read(case=walk.case) == {}

        walk.to_form()
        assert set(queries.fields_read(case=walk.case)) == {
            "name",
            "number",
            "ethnicity",
            "issuer",
            "valid_from",
            "valid_until",
        }

    def test_pictures_are_refused_to_strangers(self, walk: Walk) -> None:
        walk.to_form()
        picture = queries.pictures_of(case=walk.case)[PictureRole.FRONT]
        picture_id = PictureId(picture.pk)

        own = queries.get_picture(picture_id=picture_id, viewer=walk.actor, now=NOW)
        assert own == picture
        with pytest.raises(errors.PictureNotFound):
            queries.get_picture(picture_id=picture_id, viewer=Actor(account_id=new_id()), now=NOW)


class TestConsentTexts:
    def test_the_newest_version_is_in_force(self, db: None) -> None:
        kind = ConsentKind.FACE
        operations.publish_consent_text(kind=kind, version="2", title="新", text="新", now=NOW)

        before = queries.get_consent_text(kind=kind, now=NOW - dt.timedelta(seconds=1))
        assert before.version == "1.0"
        assert queries.get_consent_text(kind=kind, now=NOW).version == "2"

    def test_without_one_nothing_may_be_asked_for(self, db: None) -> None:
        ConsentText.objects.all().delete()

        assert queries.find_consent_text(kind=ConsentKind.FACE, now=NOW) is None
        with pytest.raises(errors.NoConsentText):
            queries.get_consent_text(kind=ConsentKind.FACE, now=NOW)

    def test_those_given_are_listed(self, walk: Walk) -> None:
        walk.to_live()

        given = [one.text.kind for one in queries.list_consents(case=walk.case)]
        assert given == ["data_processing", "face"]


class TestTries:
    def test_are_counted_for_account_and_number_together(self, walk: Walk) -> None:
        account_id = make_account(mobile="15401000093").pk

        def left(*, with_number: bool) -> int:
            number = walk.member.document_number if with_number else None
            return queries.count_tries_left(
                account_id=account_id, number=number, kind=TryKind.REGISTER, now=NOW
            )

        walk.start()
        assert (
            queries.count_tries_left_for_case(case=walk.case, kind=TryKind.REGISTER, now=NOW) == 5
        )
        walk.to_live()
        assert (left(with_number=False), left(with_number=True)) == (5, 4)


class TestLiveSessions:
    def test_are_found_by_their_owner_with_the_nonce(self, walk: Walk) -> None:
        assert (
            queries.find_live_session(
                session_id=LiveSessionId(new_id()), nonce="x", viewer=visitor()
            )
            is None
        )
        started = walk.to_live().start_live()

        found = queries.find_live_session(
            session_id=started.session_id, nonce=started.nonce, viewer=walk.actor
        )
        assert found == queries.find_last_live_session(case=walk.case)


class TestLevels:
    def test_of_an_account_without_a_person_rest_on_its_contacts(self, walk: Walk) -> None:
        kinds = [one.kind for one in queries.facts_of_account(account_id=account_of(walk).pk)]
        assert kinds == [EvidenceKind.MOBILE]

        Account.objects.update(email="citizen@example.com", mobile=None, mobile_index=None)
        kinds = [one.kind for one in queries.facts_of_account(account_id=account_of(walk).pk)]
        assert kinds == [EvidenceKind.EMAIL]

    def test_fall_at_once_with_an_upheld_appeal(self, walk: Walk) -> None:
        walk.to_live().show_face()
        person_id = walk.case.person_id
        assert person_id is not None
        assert queries.level_of_person(person_id, NOW)[0] is Level.INTERMEDIATE

        later = NOW + dt.timedelta(hours=1)
        count = operations.revoke_evidence(
            person_id=person_id,
            reason=RevocationReason.APPEAL_UPHELD,
            actor=walk.actor,
            now=later,
        )

        assert count == 2
        assert queries.level_of_account(walk.account_id, later) == (Level.REGISTERED, None)

    def test_end_after_a_year(self, walk: Walk) -> None:
        walk.to_live().show_face()
        person_id = walk.case.person_id
        assert person_id is not None

        in_a_year = NOW + dt.timedelta(days=365)
        assert queries.level_of_person(person_id, in_a_year)[0] is Level.PRIMARY

    def test_name_what_is_missing(self, walk: Walk) -> None:
        account_id = account_of(walk).pk

        def missing() -> list[MissingProof]:
            found = queries.missing_for_account(
                account_id=account_id, level=Level.INTERMEDIATE, now=NOW
            )
            return [one.proof for one in found]

        assert missing() == [MissingProof.REGISTER_CHECK, MissingProof.FACE]
        walk.to_live()
        assert missing() == [MissingProof.FACE]
        walk.show_face()
        assert missing() == []

    def test_show_the_window_alone_to_people_under_age(self, walk: Walk) -> None:
        account = account_of(walk)
        attach(account, MINOR)

        (face,) = [
            one
            for one in queries.missing_for_account(
                account_id=account.pk, level=Level.INTERMEDIATE, now=NOW
            )
            if one.proof is MissingProof.FACE
        ]
        assert face.ways == (Way.COUNTER,)

    def test_show_the_evidence_to_its_person(self, walk: Walk) -> None:
        assert queries.list_evidence(viewer=walk.actor) == []
        walk.to_live().show_face()

        viewer = dataclasses.replace(walk.actor, person_id=walk.case.person_id)
        kinds = [one.kind for one in queries.list_evidence(viewer=viewer)]
        assert set(kinds) == {EvidenceKind.LIVE_FACE, EvidenceKind.REGISTER_TWO_FACTORS}


class TestReviewQueue:
    def test_lists_what_waits_to_those_who_may_review(self, walk: Walk, reviewer: Actor) -> None:
        walk.face.scores = GREY
        walk.to_live().show_face()

        assert queries.list_review_queue(viewer=reviewer) == [walk.case]
        assert queries.count_review_queue_unscoped() == 1
        case_id = CaseId(walk.case.pk)
        assert queries.get_case_for_review(case_id=case_id, viewer=reviewer) == walk.case
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        assert queries.list_decisions(case=walk.case) == []

    @pytest.mark.requirement("S11-9")
    def test_counts_decisions_by_reviewer(self, walk: Walk, reviewer: Actor) -> None:
        walk.face.scores = GREY
        walk.to_live().show_face()
        case_id = CaseId(walk.case.pk)
        claim_case(case_id=case_id, reviewer=reviewer, now=NOW)
        decide_case(
            case_id=case_id,
            reviewer=reviewer,
            outcome=ReviewOutcome.PASS,
            reason=ReviewReason.SAME_PERSON,
            text="五官和脸型与证件照片一致。",
            now=NOW,
        )

        counts = queries.list_review_counts(viewer=reviewer, since=NOW)

        assert [(one.reviewer_id, one.decided, one.passed) for one in counts] == [
            (reviewer.account_id, 1, 1)
        ]
        later = NOW + dt.timedelta(seconds=1)
        assert queries.list_review_counts(viewer=reviewer, since=later) == []
        with pytest.raises(errors.NotAReviewer):
            queries.list_review_counts(viewer=walk.actor, since=NOW)

    def test_hides_their_own_from_reviewers_and_all_from_others(
        self, walk: Walk, reviewer: Actor
    ) -> None:
        walk.face.scores = GREY
        walk.to_live().show_face()
        applicant = dataclasses.replace(walk.actor, identity=reviewer.identity)
        case_id = CaseId(walk.case.pk)

        assert queries.list_review_queue(viewer=applicant) == []
        nobody = dataclasses.replace(reviewer, identity=ActingIdentity())
        with pytest.raises(errors.NotAReviewer):
            queries.list_review_queue(viewer=nobody)
        with pytest.raises(errors.NotAReviewer):
            queries.get_case_for_review(case_id=case_id, viewer=nobody)

    def test_knows_no_case_that_never_came_to_review(self, walk: Walk, reviewer: Actor) -> None:
        walk.to_live()

        with pytest.raises(errors.CaseNotFound):
            queries.get_case_for_review(case_id=CaseId(walk.case.pk), viewer=reviewer)


class TestLevelOfAccount:
    def test_rests_on_what_was_proven_with_it_or_with_a_linked_one(self, walk: Walk) -> None:
        """Another account of the person is lifted by nothing but a proof of its own, or a link."""
        walk.to_live().show_face()
        person_id = walk.case.person_id
        other = make_account_of(AGENT)
        Account.objects.filter(pk=other.pk).update(person_id=person_id)

        assert queries.level_of_account(walk.account_id, NOW)[0] is Level.INTERMEDIATE
        assert queries.level_of_account(other.pk, NOW) == (Level.REGISTERED, None)
        Account.objects.filter(pk=other.pk).update(main_account_id=walk.account_id)
        assert queries.level_of_account(other.pk, NOW)[0] is Level.INTERMEDIATE

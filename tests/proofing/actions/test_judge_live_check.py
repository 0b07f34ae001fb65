"""The end of the journey: what becomes of a case when the face is shown."""

import dataclasses
from collections.abc import Callable

import pytest

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.jobs.models import Job
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.messages.models import InboxMessage, OutboxMessage
from shiming.proofing import errors, queries
from shiming.proofing.actions.judge_live_check import judge_live_check
from shiming.proofing.models import CasePicture, Evidence, LiveSession
from shiming.proofing.ports import FrameReading
from shiming.proofing.types import (
    CaseState,
    EvidenceKind,
    LiveSessionId,
    PictureRole,
    StepKey,
)
from shiming.vault.models import VaultFile
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_actor
from tests.proofing.fakes import CALM, jpeg, perform
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db


def level_of(walk: Walk) -> Level:
    """Return the level that the account has, over the person it is attached to."""
    person_id = accounts.get_account(AccountId(account_id_of(walk.actor))).person_id
    return Level.REGISTERED if person_id is None else queries.level_of_person(person_id, NOW)[0]


def account_id_of(actor: Actor) -> AccountId:
    assert actor.account_id is not None
    return AccountId(actor.account_id)


def kinds_of_evidence() -> list[str]:
    return list(Evidence.objects.order_by("id").values_list("kind", flat=True))


class TestJudgeLiveCheck:
    @pytest.mark.requirement("S33-22")
    def test_passes_a_live_person_who_is_like_the_card(self, walk: Walk) -> None:
        walk.to_live().show_face()

        case = walk.case
        assert (case.state, case.card_score, case.decided_at) == (CaseState.PASSED, 0.62, NOW)
        evidence = Evidence.objects.get(kind=EvidenceKind.LIVE_FACE)
        assert (evidence.score, evidence.threshold, evidence.is_manual) == (0.62, 0.45, False)
        assert evidence.engine == "fake 1 fake-1"
        assert evidence.valid_until is not None
        assert (evidence.valid_until - NOW).days == 365
        assert level_of(walk) is Level.INTERMEDIATE

    def test_lifts_the_session_and_tells_the_person(self, walk: Walk) -> None:
        walk.to_live().show_face()

        (session,) = accounts.list_sessions(account_id_of(walk.actor), now=NOW)
        assert session.level is Level.INTERMEDIATE
        assert InboxMessage.objects.filter(template="proofing/passed").count() == 1
        assert OutboxMessage.objects.filter(template="proofing/passed").count() == 1

    def test_records_for_what_the_face_was_shown(self, walk: Walk) -> None:
        walk.to_live().show_face()

        judged = AuditRecord.objects.get(event="proofing.live.judged")
        assert '"face_event":"registration"' in str(judged.details)

    def test_keeps_pictures_as_evidence_and_no_template(self, walk: Walk) -> None:
        walk.to_live().show_face()

        roles = set(CasePicture.objects.values_list("role", flat=True))
        assert roles == {"front", "back", "live_clip", "live_face"}
        kept = VaultFile.objects.filter(pk__in=CasePicture.objects.values("file_id"))
        assert {file.keep_until for file in kept} == {None}
        assert {file.media_type for file in kept} == {"image/jpeg", "application/x-shiming-clip"}

    def test_ends_with_the_document_where_that_is_sooner(self, walk: Walk) -> None:
        walk.reader.valid_until = "2026-05-01"
        walk.to_form().confirm(valid_until="2026-05-01").submit().show_face()

        evidence = Evidence.objects.get(kind=EvidenceKind.LIVE_FACE)
        assert evidence.valid_until is not None
        assert evidence.valid_until.isoformat() == "2026-05-01T16:00:00+00:00"

    def test_refuses_a_different_face_and_says_so(self, walk: Walk) -> None:
        walk.face.scores = [0.12]
        walk.to_live().show_face()

        case = walk.case
        assert (case.state, case.refused_step) == (CaseState.REFUSED, StepKey.LIVE)
        assert case.refusal_code == "proofing.face.differs"
        assert kinds_of_evidence() == [EvidenceKind.REGISTER_TWO_FACTORS]
        assert level_of(walk) is Level.PRIMARY
        assert OutboxMessage.objects.get().template == "proofing/refused"

    def test_sends_what_is_neither_to_a_person(self, walk: Walk) -> None:
        walk.face.scores = [0.40]
        walk.to_live().show_face()

        case = walk.case
        assert (case.state, case.causes) == (CaseState.MANUAL_REVIEW, ["comparison_grey"])
        assert (case.review_round, case.decided_at) == (1, None)
        assert level_of(walk) is Level.PRIMARY

    @pytest.mark.parametrize(
        ("changes", "cause"),
        [
            ({"passive_live": 0.1}, "passive_attack"),
            ({"passive_live": 0.5}, "passive_grey"),
            ({"passive_live": None}, "passive_missing"),
            ({"yaw": None}, "face_engine_unavailable"),
        ],
    )
    def test_sends_what_the_engine_is_not_sure_of_to_a_person(
        self, walk: Walk, changes: dict[str, float | None], cause: str
    ) -> None:
        started = walk.to_live().start_live()
        walk.face.readings = [
            dataclasses.replace(reading, **changes)  # type: ignore[arg-type]  # the case knows the field
            for reading in perform(started.plan)
        ]
        walk.show_face(started=started)

        assert (walk.case.state, walk.case.causes) == (CaseState.MANUAL_REVIEW, [cause])

    def test_names_the_action_that_was_not_done(self, walk: Walk) -> None:
        started = walk.to_live().start_live()
        walk.face.readings = [CALM] * len(perform(started.plan))
        walk.show_face(started=started)

        case = walk.case
        assert (case.state, case.refusal_code) == (
            CaseState.REFUSED,
            "proofing.live.action_missing",
        )
        assert case.refusal_detail == started.plan[0].action
        assert LiveSession.objects.get().problem == "proofing.live.action_missing"

    @pytest.mark.parametrize(
        ("reading", "code"),
        [
            (FrameReading(faces=0), "proofing.live.no_face"),
            (dataclasses.replace(CALM, faces=2), "proofing.live.two_faces"),
        ],
    )
    def test_refuses_no_face_and_two_faces(
        self, walk: Walk, reading: FrameReading, code: str
    ) -> None:
        started = walk.to_live().start_live()
        walk.face.readings = [reading] * len(perform(started.plan))
        walk.show_face(started=started)

        assert (walk.case.state, walk.case.refusal_code) == (CaseState.REFUSED, code)

    @pytest.mark.parametrize("part", ["is_unavailable", "cannot_compare"])
    def test_refuses_nobody_because_an_engine_is_missing(self, walk: Walk, part: str) -> None:
        setattr(walk.face, part, True)
        walk.to_live().show_face()

        case = walk.case
        assert (case.state, case.causes) == (
            CaseState.MANUAL_REVIEW,
            ["face_engine_unavailable"],
        )
        assert PictureRole.LIVE_FACE in queries.pictures_of(case=case)
        assert InboxMessage.objects.get().template == "proofing/in_review"

    def test_compares_with_the_register_photo_where_there_is_one(self, walk: Walk) -> None:
        walk.register.photo = jpeg(shade=200)
        walk.face.scores = [0.30, 0.70]
        walk.to_live().show_face()

        case = walk.case
        assert (case.card_score, case.register_score) == (0.30, 0.70)
        assert (case.state, case.causes) == (CaseState.MANUAL_REVIEW, ["comparisons_disagree"])

    def test_does_not_decide_while_the_register_photo_cannot_be_had(self, walk: Walk) -> None:
        walk.register.photo = jpeg(shade=200)
        walk.register.is_photo_away = True
        walk.to_live()

        with pytest.raises(errors.RegisterPhotoUnavailable):
            walk.show_face()

        assert walk.case.state == CaseState.CHECKING
        assert level_of(walk) is Level.PRIMARY

    def test_does_without_a_register_photo_that_cannot_be_read(self, walk: Walk) -> None:
        walk.register.photo = b"no picture"
        walk.to_live().show_face()

        assert (walk.case.state, walk.case.register_score) == (CaseState.PASSED, None)

    def test_does_not_pass_another_name_over_the_own_card(self, walk: Walk) -> None:
        # The card shows somebody else; the register knows the typed name; the face is the card's.
        walk.reader.member = dataclasses.replace(
            PROOFED_CITIZEN, name="另一人", number="600101198803030025"
        )
        walk.to_live().show_face()

        assert (walk.case.state, walk.case.causes) == (
            CaseState.MANUAL_REVIEW,
            ["fields_corrected"],
        )
        assert level_of(walk) is Level.PRIMARY

    def test_passes_a_corrected_name_if_the_register_photo_speaks_for_it(self, walk: Walk) -> None:
        walk.reader.member = dataclasses.replace(PROOFED_CITIZEN, name="陈向比")
        walk.register.photo = jpeg(shade=200)
        walk.to_live().show_face()

        assert walk.case.state == CaseState.PASSED
        assert Evidence.objects.get(kind=EvidenceKind.LIVE_FACE).source == "tests"

    def test_does_it_once_however_often_it_is_run(self, walk: Walk) -> None:
        walk.to_live().show_face()
        session = LiveSession.objects.get()

        again = judge_live_check(session_id=LiveSessionId(session.pk), now=NOW)

        assert again is None
        assert Evidence.objects.filter(kind=EvidenceKind.LIVE_FACE).count() == 1
        assert walk.face.calls == 1

    def test_goes_on_after_a_worker_was_killed(
        self, walk: Walk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        started = walk.to_live().start_live()
        read_frames = walk.face.read_frames

        def die(**_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(walk.face, "read_frames", die)
        with pytest.raises(KeyboardInterrupt):
            walk.show_face(started=started)
        assert walk.case.state == CaseState.CHECKING

        monkeypatch.setattr(walk.face, "read_frames", read_frames)
        # What `jobs` does with a job whose worker gave no sign of life.
        Job.objects.filter(kind="proofing.judge_live_check").update(state="queued")
        judge_live_check(session_id=LiveSessionId(LiveSession.objects.get().pk), now=NOW)

        assert walk.case.state == CaseState.PASSED

    def test_does_not_lift_an_account_that_only_typed_a_name(self, walk: Walk) -> None:
        """Somebody who knows name and number must gain nothing by the owner's own face."""
        thief = make_actor(make_account(mobile="15401000091"), now=NOW)
        dataclasses.replace(walk, actor=thief).to_live()
        walk.to_live().show_face()

        assert (walk.case.state, walk.case.refusal_code) == (
            CaseState.REFUSED,
            "proofing.person.other_account",
        )
        (session,) = accounts.list_sessions(account_id_of(thief), now=NOW)
        assert session.level is Level.PRIMARY
        assert not Evidence.objects.filter(kind=EvidenceKind.LIVE_FACE).exists()

    def test_does_not_attach_by_attributes_to_somebody_who_showed_a_face(self, walk: Walk) -> None:
        walk.to_live().show_face()
        thief = make_actor(make_account(mobile="15401000091"), now=NOW)
        attempt = dataclasses.replace(walk, actor=thief)

        attempt.to_live()

        assert attempt.case.state == CaseState.LIVE
        assert accounts.get_account(account_id_of(thief)).person_id is None
        (session,) = accounts.list_sessions(account_id_of(thief), now=NOW)
        assert session.level is Level.REGISTERED

    def test_lets_one_person_prove_a_second_account_by_face(
        self, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        change_policy(tries_per_day=9)
        walk.to_live().show_face()
        second = dataclasses.replace(
            walk, actor=make_actor(make_account(mobile="15401000091"), now=NOW)
        )

        second.to_live().show_face(seed=7)

        assert second.case.state == CaseState.PASSED
        assert level_of(second) is Level.INTERMEDIATE

import dataclasses
import datetime as dt
import json

import pytest

from shiming.accounts import queries as accounts
from shiming.accounts.models import Account, Session
from shiming.accounts.types import FaceCheckId, FaceState, PersonId
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.proofing import errors, operations, queries
from shiming.proofing.actions.draw_face_check import draw_face_check
from shiming.proofing.actions.hand_in_face_check import hand_in_face_check
from shiming.proofing.actions.hand_in_live_check import hand_in_live_check
from shiming.proofing.models import Evidence, FaceCheck
from shiming.proofing.types import FaceEvent, PlannedAction, RevocationReason
from shiming.vault.models import VaultFile
from tests.factories.accounts import make_actor
from tests.proofing.fakes import CALM, clip_of, perform
from tests.proofing.walk import NOW, Walk, run_jobs

SOMEBODY = visitor(address="192.0.2.10")
LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def proofed(walk: Walk) -> Walk:
    """Return a citizen who was proofed with the identity card and their face."""
    return walk.to_live().show_face()


def person_of(walk: Walk) -> PersonId:
    person_id = accounts.get_account(walk.account_id).person_id
    assert person_id is not None
    return person_id


def prepare(person_id: PersonId | None, *, event: FaceEvent = FaceEvent.SIGN_IN) -> FaceCheckId:
    return operations.prepare_face_check(
        person_id=person_id, event=event, actor=SOMEBODY, now=LATER
    )


def film(
    check_id: FaceCheckId, walk: Walk, *, seed: int = 40, readings: bool = True
) -> tuple[PlannedAction, ...]:
    """Do what is asked for before the camera, and have it judged."""
    drawn = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)
    if readings:
        walk.face.readings = perform(drawn.plan)
    clip = clip_of(drawn.plan, seed=seed)
    hand_in_face_check(check_id=check_id, nonce=drawn.nonce, clip=clip, actor=SOMEBODY, now=LATER)
    run_jobs(now=LATER)
    return drawn.plan


def state_of(check_id: FaceCheckId, *, now: dt.datetime = LATER) -> FaceState:
    return queries.get_face_check_facts(check_id, now=now).state


def claim(check_id: FaceCheckId) -> PersonId | None:
    return operations.claim_face_check(check_id=check_id, now=LATER)


class TestFaceCheck:
    def test_recognises_who_was_proofed_with_the_card_and_the_face(self, proofed: Walk) -> None:
        check_id = prepare(person_of(proofed))

        film(check_id, proofed)

        assert state_of(check_id) is FaceState.RECOGNISED
        assert claim(check_id) == person_of(proofed)

    @pytest.mark.requirement("S13-7")
    def test_is_kept_apart_from_those_of_other_events_in_the_audit_trail(
        self, proofed: Walk
    ) -> None:
        for seed, event in enumerate((FaceEvent.SIGN_IN, FaceEvent.CONSENT), start=50):
            film(prepare(person_of(proofed), event=event), proofed, seed=seed)

        told = AuditRecord.objects.filter(event="proofing.live.judged").order_by("pk")
        assert [json.loads(record.details)["face_event"] for record in told] == [
            "registration",
            "sign_in",
            "consent",
        ]

    def test_is_good_once(self, proofed: Walk) -> None:
        check_id = prepare(person_of(proofed))
        film(check_id, proofed)

        assert claim(check_id) is not None
        assert claim(check_id) is None

    @pytest.mark.parametrize("score", [0.449, 0.4, 0.1, None])
    def test_refuses_grey_and_other_faces_without_asking_anybody(
        self, proofed: Walk, score: float | None
    ) -> None:
        proofed.face.scores = [score]
        check_id = prepare(person_of(proofed))

        film(check_id, proofed)

        assert (state_of(check_id), claim(check_id)) == (FaceState.NOT_RECOGNISED, None)
        assert queries.count_review_queue_unscoped() == 0

    @pytest.mark.parametrize("passive", [0.1, 0.5, None])
    def test_refuses_what_may_be_a_picture_of_a_face(
        self, proofed: Walk, passive: float | None
    ) -> None:
        check_id = prepare(person_of(proofed))
        drawn = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)
        proofed.face.readings = [
            dataclasses.replace(one, passive_live=passive) for one in perform(drawn.plan)
        ]

        film(check_id, proofed, readings=False)

        assert state_of(check_id) is FaceState.NOT_RECOGNISED

    def test_runs_the_same_for_nobody_and_never_succeeds(self, proofed: Walk) -> None:
        check_id = prepare(None)

        film(check_id, proofed)

        assert (state_of(check_id), claim(check_id)) == (FaceState.NOT_RECOGNISED, None)

    def test_says_what_was_wrong_with_the_frames_of_anybody(self, proofed: Walk) -> None:
        for place, person_id in enumerate((person_of(proofed), None)):
            check_id = prepare(person_id)
            drawn = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)
            dark = dataclasses.replace(CALM, brightness=5.0)
            proofed.face.readings = perform(drawn.plan, calm=dark)
            film(check_id, proofed, seed=50 + place, readings=False)

            facts = queries.get_face_check_facts(check_id, now=LATER)
            assert facts.state is FaceState.UNCONVINCING
            assert facts.problem == "proofing.live.too_dark"

    def test_is_unavailable_where_no_engine_answers(self, proofed: Walk) -> None:
        check_id = prepare(person_of(proofed))
        proofed.face.is_unavailable = True

        film(check_id, proofed)

        assert (state_of(check_id), claim(check_id)) == (FaceState.UNAVAILABLE, None)

    def test_knows_nobody_whose_evidence_has_ended(self, proofed: Walk) -> None:
        person_id = person_of(proofed)
        operations.revoke_evidence(
            person_id=person_id, reason=RevocationReason.MISTAKE, actor=SOMEBODY, now=NOW
        )
        check_id = prepare(person_id)

        film(check_id, proofed)

        assert state_of(check_id) is FaceState.NOT_RECOGNISED

    def test_keeps_nothing_of_the_face(self, proofed: Walk) -> None:
        check_id = prepare(person_of(proofed))
        before = set(VaultFile.objects.filter(shredded_at__isnull=True).values_list("pk"))

        film(check_id, proofed)

        assert FaceCheck.objects.get(pk=check_id).clip_file_id is None
        assert set(VaultFile.objects.filter(shredded_at__isnull=True).values_list("pk")) == before

    def test_is_kept_apart_from_the_registration_in_the_audit(self, proofed: Walk) -> None:
        film(prepare(person_of(proofed)), proofed)

        judged = AuditRecord.objects.filter(event="proofing.live.judged").order_by("pk")
        kinds = [json.loads(record.details)["face_event"] for record in judged]
        assert kinds == ["registration", "sign_in"]


class TestFrames:
    def test_are_refused_when_they_were_a_proofings(self, proofed: Walk) -> None:
        check_id = prepare(person_of(proofed))
        drawn = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)
        old = clip_of(drawn.plan, seed=0)

        with pytest.raises(errors.ClipReplayed):
            hand_in_face_check(
                check_id=check_id, nonce=drawn.nonce, clip=old, actor=SOMEBODY, now=LATER
            )
        assert state_of(check_id) is FaceState.OPEN

    def test_are_refused_when_another_sign_in_had_them(self, proofed: Walk) -> None:
        film(prepare(person_of(proofed)), proofed, seed=60)
        second = prepare(person_of(proofed))

        with pytest.raises(errors.ClipReplayed):
            film(second, proofed, seed=60)
        assert state_of(second) is FaceState.OPEN

    def test_need_the_nonce(self, proofed: Walk) -> None:
        check_id = prepare(person_of(proofed))
        drawn = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)

        for nonce in ("", "x" * 32):
            with pytest.raises(errors.FaceCheckNotFound):
                hand_in_face_check(
                    check_id=check_id,
                    nonce=nonce,
                    clip=clip_of(drawn.plan, seed=70),
                    actor=SOMEBODY,
                    now=LATER,
                )

    def test_come_too_late_after_two_minutes(self, proofed: Walk) -> None:
        check_id = prepare(person_of(proofed))
        drawn = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)
        too_late = LATER + dt.timedelta(minutes=2)

        with pytest.raises(errors.LiveSessionExpired):
            hand_in_face_check(
                check_id=check_id,
                nonce=drawn.nonce,
                clip=clip_of(drawn.plan, seed=71),
                actor=SOMEBODY,
                now=too_late,
            )
        assert state_of(check_id, now=too_late) is FaceState.EXPIRED

    def test_are_asked_for_in_the_same_order_again(self, proofed: Walk) -> None:
        check_id = prepare(None)

        first = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)
        second = draw_face_check(check_id=check_id, actor=SOMEBODY, now=LATER)

        assert first == second


class TestOnlineProofing:
    def test_notes_the_face_in_the_session_that_showed_it(self, walk: Walk) -> None:
        other = make_actor_of(walk)

        walk.to_live().show_face()

        own = Session.objects.get(public_id=str(walk.actor.session_id))
        assert (own.methods, own.factors["face"]) == (["face", "pwd"], NOW.isoformat())
        assert Session.objects.get(public_id=str(other.session_id)).methods == ["pwd"]

    def test_notes_no_face_that_differs(self, walk: Walk) -> None:
        walk.to_live()
        walk.face.scores = [0.1]

        walk.show_face()

        assert Session.objects.get(public_id=str(walk.actor.session_id)).methods == ["pwd"]
        assert not Evidence.objects.filter(kind="live_face").exists()


def make_actor_of(walk: Walk) -> Actor:
    """Return another session of the same account."""
    return make_actor(Account.objects.get(pk=walk.account_id), now=NOW)


class TestProofingAfterASignIn:
    def test_takes_no_frames_that_signed_somebody_in(self, walk: Walk) -> None:
        walk.to_live()
        started = walk.start_live()
        check_id = prepare(None)
        drawn = draw_face_check(check_id=check_id, actor=SOMEBODY, now=NOW)
        clip = clip_of(started.plan, seed=80)
        hand_in_face_check(check_id=check_id, nonce=drawn.nonce, clip=clip, actor=SOMEBODY, now=NOW)

        with pytest.raises(errors.ClipReplayed):
            hand_in_live_check(
                actor=walk.actor,
                session_id=started.session_id,
                nonce=started.nonce,
                clip=clip,
                now=NOW,
            )

"""Starting a live check and handing its frames in."""

import datetime as dt
from collections.abc import Callable

import pytest

from shiming.jobs.models import Job
from shiming.proofing import errors, operations, queries
from shiming.proofing.actions.agree_to_face import agree_to_face
from shiming.proofing.actions.hand_in_live_check import hand_in_live_check
from shiming.proofing.actions.resume_case import resume_case
from shiming.proofing.actions.start_live_check import StartedLiveCheck, start_live_check
from shiming.proofing.models import CasePicture, ConsentGiven, LiveSession, ProofingCase
from shiming.proofing.policies import clips
from shiming.proofing.types import CaseState, ConsentKind, LiveAction, TryKind
from shiming.vault import errors as vault_errors
from shiming.vault import ports as vault_ports
from tests.cast import UNPROOFED_CITIZEN
from tests.factories.accounts import make_account_of, make_actor
from tests.proofing.actions.test_keep_picture import FullDisk
from tests.proofing.fakes import clip_of
from tests.proofing.walk import NOW, Walk, run_jobs

pytestmark = pytest.mark.django_db


def hand_in(
    walk: Walk,
    started: StartedLiveCheck,
    *,
    seed: int = 0,
    now: dt.datetime = NOW,
    nonce: str = "",
    clip: bytes = b"",
) -> None:
    hand_in_live_check(
        actor=walk.actor,
        session_id=started.session_id,
        nonce=nonce or started.nonce,
        clip=clip or clip_of(started.plan, seed=seed),
        now=now,
    )


class TestAgreeToFace:
    def test_opens_the_live_check_after_all(self, walk: Walk) -> None:
        walk.to_form().confirm().submit(with_face=False)
        with pytest.raises(errors.FaceConsentMissing):
            start_live_check(actor=walk.actor, now=NOW)
        assert not LiveSession.objects.exists()

        (text,) = walk.texts(ConsentKind.FACE)
        agree_to_face(actor=walk.actor, text_id=text, now=NOW)
        agree_to_face(actor=walk.actor, text_id=text, now=NOW)

        assert ConsentGiven.objects.filter(text_id=text).count() == 1
        walk.show_face()
        assert walk.case.state == CaseState.PASSED

    def test_wants_the_text_in_force(self, walk: Walk) -> None:
        walk.to_form().confirm().submit(with_face=False)
        (shown,) = walk.texts(ConsentKind.FACE)
        operations.publish_consent_text(
            kind=ConsentKind.FACE, version="2.0", title="新", text="新", now=NOW
        )

        with pytest.raises(errors.ConsentOutdated):
            agree_to_face(actor=walk.actor, text_id=shown, now=NOW)
        assert not queries.has_consent(case=walk.case, kind=ConsentKind.FACE)

    def test_is_for_cases_with_a_live_check_due(self, walk: Walk) -> None:
        walk.start()
        (text,) = walk.texts(ConsentKind.FACE)

        with pytest.raises(errors.CaseMovedOn):
            agree_to_face(actor=walk.actor, text_id=text, now=NOW)


class TestStartLiveCheck:
    def test_draws_different_actions_good_for_two_minutes(self, walk: Walk) -> None:
        started = walk.to_live().start_live()

        assert started.expires_at - NOW == dt.timedelta(seconds=120)
        drawn = [one.action for one in started.plan]
        assert len(set(drawn)) == 3
        assert set(drawn) <= set(LiveAction)

    def test_gives_an_open_one_out_again_unchanged(self, walk: Walk) -> None:
        first = walk.to_live().start_live()

        assert start_live_check(actor=walk.actor, now=NOW + dt.timedelta(seconds=60)) == first
        assert LiveSession.objects.count() == 1
        left = queries.count_tries_left_for_case(case=walk.case, kind=TryKind.LIVE, now=NOW)
        assert left == 4

    def test_costs_a_try_to_draw_another_one(
        self, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        change_policy(tries_per_day=1)
        walk.to_live().start_live()

        with pytest.raises(errors.DailyLimitReached):
            start_live_check(actor=walk.actor, now=NOW + dt.timedelta(seconds=120))
        assert LiveSession.objects.count() == 1

    def test_is_not_for_people_under_age(self, walk: Walk) -> None:
        walk.to_live()
        ProofingCase.objects.update(is_under_age=True)

        with pytest.raises(errors.UnderAge):
            start_live_check(actor=walk.actor, now=NOW)

    def test_is_not_open_before_the_register_has_answered(self, walk: Walk) -> None:
        walk.to_form()

        with pytest.raises(errors.CaseMovedOn):
            start_live_check(actor=walk.actor, now=NOW)


class TestHandInLiveCheck:
    def test_takes_the_same_frames_twice_for_one_click_too_many(self, walk: Walk) -> None:
        started = walk.to_live().start_live()

        hand_in(walk, started)
        hand_in(walk, started)

        assert Job.objects.filter(kind="proofing.judge_live_check").count() == 1
        assert CasePicture.objects.filter(role="live_clip").count() == 1
        run_jobs()
        assert walk.case.state == CaseState.PASSED

    def test_refuses_other_frames_for_a_used_live_check(self, walk: Walk) -> None:
        started = walk.to_live().start_live()
        hand_in(walk, started)

        with pytest.raises(errors.LiveSessionUsed):
            hand_in(walk, started, seed=5)
        assert CasePicture.objects.filter(role="live_clip").count() == 1

    def test_refuses_frames_that_were_handed_in_before(self, walk: Walk) -> None:
        walk.face.scores = [0.1]
        walk.to_live().show_face()
        resume_case(actor=walk.actor, now=NOW)
        second = walk.start_live()
        # Every clip of the walk with one seed has the same pictures.
        recording = clip_of(second.plan)

        with pytest.raises(errors.ClipReplayed):
            hand_in(walk, second, clip=recording)
        assert walk.case.state == CaseState.LIVE
        assert LiveSession.objects.filter(used_at__isnull=False).count() == 1

    def test_refuses_frames_after_two_minutes(self, walk: Walk) -> None:
        started = walk.to_live().start_live()

        with pytest.raises(errors.LiveSessionExpired):
            hand_in(walk, started, now=NOW + dt.timedelta(seconds=120))
        assert walk.case.state == CaseState.LIVE

    def test_refuses_a_wrong_nonce_and_strangers_alike(self, walk: Walk) -> None:
        started = walk.to_live().start_live()

        with pytest.raises(errors.LiveSessionNotFound):
            hand_in(walk, started, nonce="guessed")
        walk.actor = make_actor(make_account_of(UNPROOFED_CITIZEN), now=NOW)
        with pytest.raises(errors.LiveSessionNotFound):
            hand_in(walk, started)
        assert not LiveSession.objects.filter(used_at__isnull=False).exists()

    def test_refuses_what_is_no_clip_or_too_large(
        self, walk: Walk, change_policy: Callable[..., None]
    ) -> None:
        started = walk.to_live().start_live()

        with pytest.raises(errors.ClipUnreadable):
            hand_in(walk, started, clip=b"MZ\x90")
        change_policy(max_clip_bytes=100)
        with pytest.raises(errors.ClipTooLarge):
            hand_in(walk, started)
        assert walk.case.state == CaseState.LIVE

    def test_is_not_used_up_by_a_full_disk(self, walk: Walk) -> None:
        started = walk.to_live().start_live()

        with (
            vault_ports.file_store.replaced(FullDisk()),
            pytest.raises(vault_errors.NoSpace),
        ):
            hand_in(walk, started)
        assert walk.case.state == CaseState.LIVE

        walk.show_face(started=started)
        assert walk.case.state == CaseState.PASSED

    def test_ends_without_frames_as_too_few(self, walk: Walk) -> None:
        started = walk.to_live().start_live()
        hand_in(walk, started, clip=clips.MAGIC)

        run_jobs()

        assert walk.case.refusal_code == "proofing.live.too_few_frames"

    def test_says_so_when_a_frame_cannot_be_unpacked(self, walk: Walk) -> None:
        started = walk.to_live().start_live()
        broken = clips.pack(frames=[clips.Frame(at_ms=0, content=b"\xff\xd8\xff no more")])
        hand_in(walk, started, clip=broken)

        run_jobs()

        assert walk.case.refusal_code == "proofing.live.clip_unreadable"

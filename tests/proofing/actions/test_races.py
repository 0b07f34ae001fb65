"""Many at once: one wins, and limits hold."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.proofing import errors, operations
from shiming.proofing.actions.claim_case import claim_case
from shiming.proofing.actions.decide_case import decide_case
from shiming.proofing.actions.hand_in_live_check import hand_in_live_check
from shiming.proofing.actions.start_proofing import start_proofing
from shiming.proofing.actions.submit_case import submit_case
from shiming.proofing.models import (
    CasePicture,
    DailyTries,
    Evidence,
    ProofingCase,
    ReviewDecision,
)
from shiming.proofing.types import (
    CaseId,
    ConsentKind,
    ReviewOutcome,
    ReviewReason,
    TryKind,
)
from tests.factories.accounts import make_account, make_actor
from tests.proofing.fakes import clip_of
from tests.proofing.walk import NOW, Walk, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 8


def at_once(act: Callable[[int], object]) -> list[BaseException | None]:
    """Do something in many threads at once; return how each of them ended."""
    ends: list[BaseException | None] = []
    gate = threading.Barrier(CROWD)

    def one(number: int) -> None:
        gate.wait()
        try:
            act(number)
        except Exception as error:  # noqa: BLE001 — handed to the test, which looks at each
            ends.append(error)
        else:
            ends.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def test_many_clicks_open_one_case(walk: Walk) -> None:
    ends = at_once(
        lambda _: start_proofing(
            actor=walk.actor, wanted_level=Level.INTERMEDIATE, return_to="", now=NOW
        )
    )

    assert ends == [None] * CROWD
    assert ProofingCase.objects.count() == 1


def test_many_submissions_are_one(walk: Walk) -> None:
    walk.to_form().confirm()
    agreed = walk.texts(ConsentKind.DATA_PROCESSING, ConsentKind.FACE)

    ends = at_once(lambda _: submit_case(actor=walk.actor, agreed_to=agreed, now=NOW))

    assert ends.count(None) == 1
    assert all(isinstance(end, errors.CaseMovedOn) for end in ends if end)
    run_jobs()
    assert len(walk.register.requests) == 1
    assert set(DailyTries.objects.exclude(kind="picture").values_list("count", flat=True)) == {1}


def test_one_live_check_is_used_once(walk: Walk) -> None:
    started = walk.to_live().start_live()

    ends = at_once(
        lambda number: hand_in_live_check(
            actor=walk.actor,
            session_id=started.session_id,
            nonce=started.nonce,
            clip=clip_of(started.plan, seed=number),
            now=NOW,
        )
    )

    assert ends.count(None) == 1
    assert all(isinstance(end, errors.LiveSessionUsed) for end in ends if end)
    assert CasePicture.objects.filter(role="live_clip").count() == 1
    run_jobs()
    assert Evidence.objects.filter(kind="live_face").count() == 1


def test_no_try_slips_through_the_limit(walk: Walk) -> None:
    account_id = make_account(mobile="15401000094").pk

    ends = at_once(
        lambda _: operations.take_try(
            account_id=account_id, number=None, kind=TryKind.LIVE, now=NOW
        )
    )

    assert ends.count(None) == 5
    assert DailyTries.objects.exclude(kind="picture").get().count == 5


def test_one_decision_is_made(walk: Walk, reviewer: Actor) -> None:
    walk.face.scores = [0.40]
    case_id = CaseId(walk.to_live().show_face().case.pk)
    claim_case(case_id=case_id, reviewer=reviewer, now=NOW)

    ends = at_once(
        lambda _: decide_case(
            case_id=case_id,
            reviewer=reviewer,
            outcome=ReviewOutcome.PASS,
            reason=ReviewReason.SAME_PERSON,
            text="五官和脸型与证件照片一致。",
            now=NOW,
        )
    )

    assert ends.count(None) == 1
    assert ReviewDecision.objects.count() == 1
    assert Evidence.objects.filter(is_manual=True).count() == 1


def test_attributes_attach_one_account_to_a_person(walk: Walk) -> None:
    actors = [
        make_actor(make_account(mobile=f"154010001{number:02}"), now=NOW) for number in range(CROWD)
    ]

    def bind(number: int) -> None:
        account_id = actors[number].account_id
        assert account_id is not None
        _, is_attached = operations.bind_by_attributes(
            account_id=account_id,
            number=walk.member.document_number,
            name=walk.member.person_name,
            actor=actors[number],
            now=NOW,
        )
        if not is_attached:
            raise errors.OtherAccount

    def bind_in_transaction(number: int) -> None:
        with transaction.atomic():
            bind(number)

    ends = at_once(bind_in_transaction)

    assert ends.count(None) == 1

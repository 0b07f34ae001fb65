import base64
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Callable

import altcha
import pytest
from PIL import Image

from shiming.accounts import human_check_kit, operations
from shiming.accounts.models import Portal, SpentCheck
from shiming.accounts.types import CheckedForm, HumanAnswer, HumanCheckKind, Visit
from tests.factories.accounts import NOW, make_visit

MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _checked(change_policy: Callable[..., None]) -> None:
    change_policy(checked_forms=frozenset(CheckedForm), proof_of_work_cost=1)


def challenge(kind: HumanCheckKind = HumanCheckKind.PICTURE) -> human_check_kit.Challenge:
    return human_check_kit.new_challenge(kind, now=NOW, lifetime=5 * MINUTE)


def passes(answer: HumanAnswer, visit: Visit, now: dt.datetime = NOW) -> bool:
    return operations.is_passed_by_human(
        form=CheckedForm.REGISTER, answer=answer, visit=visit, now=now
    )


def right(made: human_check_kit.Challenge, visit: Visit) -> str:
    return human_check_kit.answers(made, visitor_token=visit.token)[0]


def proof_of(visit: Visit) -> str:
    made = human_check_kit.new_proof_of_work(
        visitor_token=visit.token, cost=1, now=NOW, lifetime=5 * MINUTE
    )
    puzzle = altcha.Challenge.from_dict(made)
    solution = altcha.solve_challenge(puzzle)
    assert solution is not None
    return altcha.Payload(puzzle, solution).to_base64()


class TestPictureCode:
    def test_does_not_mind_case_width_and_blanks(self) -> None:
        for change in (
            str.lower,
            str.upper,
            lambda text: " " + chr(ord(text[0]) + 0xFEE0) + text[1:],
        ):
            visit, made = make_visit(), challenge()
            typed = change(right(made, visit))

            assert passes(HumanAnswer(challenge=made.token, answer=typed), visit)

    def test_is_good_once(self) -> None:
        visit, made = make_visit(), challenge()
        answer = HumanAnswer(challenge=made.token, answer=right(made, visit))

        assert [passes(answer, visit), passes(answer, visit)] == [True, False]

    def test_is_spent_by_a_wrong_answer_too(self) -> None:
        visit, made = make_visit(), challenge()

        assert not passes(HumanAnswer(challenge=made.token, answer="?????"), visit)
        assert not passes(HumanAnswer(challenge=made.token, answer=right(made, visit)), visit)

    def test_is_good_for_five_minutes(self) -> None:
        visit, made = make_visit(), challenge()
        answer = HumanAnswer(challenge=made.token, answer=right(made, visit))

        assert not passes(answer, visit, NOW + 5 * MINUTE)
        assert not SpentCheck.objects.exists()
        assert passes(answer, visit, NOW + 4 * MINUTE)

    def test_is_good_for_the_visitor_who_saw_it(self) -> None:
        visit, made = make_visit(), challenge()

        answer = HumanAnswer(challenge=made.token, answer=right(made, visit))

        assert not passes(answer, make_visit())

    def test_cannot_be_invented_with_a_longer_life(self) -> None:
        visit = make_visit()
        made = human_check_kit.new_challenge(HumanCheckKind.PICTURE, now=NOW, lifetime=600 * MINUTE)

        assert not passes(HumanAnswer(challenge=made.token, answer=right(made, visit)), visit)

    @pytest.mark.parametrize("token", ["", "picture", "picture.1.x", "x" * 90, "picture.١٧٧.x"])
    def test_refuses_garbage(self, token: str) -> None:
        assert not passes(HumanAnswer(challenge=token, answer="ABCDE"), make_visit())

    def test_is_drawn_as_a_picture_that_repeats_itself(self) -> None:
        visit, made = make_visit(), challenge()

        drawn = human_check_kit.draw(made, visitor_token=visit.token)

        assert Image.open(io.BytesIO(drawn)).size == (176, 64)
        assert drawn == human_check_kit.draw(made, visitor_token=visit.token)
        assert drawn != human_check_kit.draw(challenge(), visitor_token=visit.token)


class TestPortal:
    def test_says_by_which_kinds_of_check(self) -> None:
        Portal.objects.create(
            code="tax", host="tax.example", name="税务", human_checks=["arithmetic"]
        )
        for kind in (HumanCheckKind.PICTURE, HumanCheckKind.ARITHMETIC):
            visit = dataclasses.replace(make_visit(), host="tax.example:8443")
            made = challenge(kind)
            answer = HumanAnswer(challenge=made.token, answer=right(made, visit))

            assert passes(answer, visit) is (kind is HumanCheckKind.ARITHMETIC)
        visit = dataclasses.replace(make_visit(), host="tax.example")
        assert not passes(HumanAnswer(proof=proof_of(visit)), visit)


class TestArithmetic:
    def test_asks_in_words_what_can_be_computed(self) -> None:
        for _ in range(20):
            visit, made = make_visit(), challenge(HumanCheckKind.ARITHMETIC)
            left, sign, number = human_check_kit.question(made, visitor_token=visit.token).split()
            result = int(left) + int(number) * (1 if sign == "+" else -1)

            assert passes(HumanAnswer(challenge=made.token, answer=str(result)), visit)

    def test_is_refused_where_the_policy_does_not_offer_it(
        self, change_policy: Callable[..., None]
    ) -> None:
        change_policy(human_checks=frozenset({HumanCheckKind.PICTURE}))
        visit, made = make_visit(), challenge(HumanCheckKind.ARITHMETIC)

        assert not passes(HumanAnswer(challenge=made.token, answer=right(made, visit)), visit)


class TestProofOfWork:
    def test_is_good_once(self) -> None:
        visit = make_visit()
        answer = HumanAnswer(proof=proof_of(visit))

        assert [passes(answer, visit), passes(answer, visit)] == [True, False]

    def test_is_good_for_five_minutes(self) -> None:
        visit = make_visit()

        assert not passes(HumanAnswer(proof=proof_of(visit)), visit, NOW + 5 * MINUTE)

    def test_is_good_for_the_visitor_who_did_it(self) -> None:
        assert not passes(HumanAnswer(proof=proof_of(make_visit())), make_visit())

    def test_refuses_an_easier_puzzle_of_ones_own(self) -> None:
        visit = make_visit()
        payload = json.loads(base64.b64decode(proof_of(visit)))
        payload["challenge"]["parameters"]["keyPrefix"] = ""
        forged = base64.b64encode(json.dumps(payload).encode()).decode()

        assert not passes(HumanAnswer(proof=forged), visit)

    @pytest.mark.parametrize(
        "proof", ["x", "e30=", "bnVsbA==", "W10=", "%%%", "eyJjaGFsbGVuZ2UiOjF9"]
    )
    def test_refuses_garbage(self, proof: str) -> None:
        assert not passes(HumanAnswer(proof=proof), make_visit())

    def test_is_refused_where_the_policy_does_not_offer_it(
        self, change_policy: Callable[..., None]
    ) -> None:
        change_policy(human_checks=frozenset({HumanCheckKind.PICTURE}))
        visit = make_visit()

        assert not passes(HumanAnswer(proof=proof_of(visit)), visit)

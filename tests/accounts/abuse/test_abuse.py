"""
What people try who should not get in, and what must not help them.

Here stands what no other test of the area shows. Elsewhere: parallel guesses at passwords and codes
(`actions/test_sign_in_with_password.py`, `actions/test_races.py`), enumeration by text, status and
side effect (`web/ways_in/test_staff_and_strangers.py`), by time (`test_timing.py`), open redirects,
CSRF and the rotation of the cookie (`web/test_sign_in.py`), code reuse across purposes
(`actions/sign_in/test_document_sign_in.py`), flooding with codes (`actions/test_request_code.py`).
The whole list stands in `docs/reference/accounts.md`.
"""

import datetime as dt
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from shiming.accounts import errors, operations
from shiming.accounts.actions.register import register
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.resume_session import resume_session
from shiming.accounts.actions.sign_in.second_factor import prove_second_factor
from shiming.accounts.actions.sign_in_with_code import sign_in_with_code
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, Session
from shiming.accounts.operations import counters
from shiming.accounts.policies.user_names import refusal_to_user_name
from shiming.accounts.types import (
    CodePurpose,
    CounterScope,
    Factor,
    FactorAnswer,
    HumanAnswer,
    SignInOutcome,
    StartedSession,
)
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.vault.actions.rotate_keys import rotate_keys
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_agreement,
    make_visit,
    other_than,
    start_session,
)
from tests.factories.credentials import digits, make_authenticator, wrong_digits

GUESS = pathlib.Path(__file__).with_name("guess_process.py")
ROOT = pathlib.Path(__file__).parents[3]
WRONG = "Falsch-7-Falsch"
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True, headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})


def sign_in(identifier: str, password: str = PASSWORD, *, now: dt.datetime = NOW) -> SignInOutcome:
    return sign_in_with_password(
        identifier=identifier,
        password=password,
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        now=now,
    )


class TestSessionFixation:
    def test_a_value_that_somebody_planted_opens_nothing_and_is_never_taken_over(
        self, client: Client
    ) -> None:
        make_account(user_name="tulpenfreund", password=PASSWORD, now=clock.now())
        client.cookies["shiming_session"] = "planted-by-somebody-else"
        assert client.get("/me/").status_code == 302

        send(client, "/sign-in/", identifier="tulpenfreund", password=PASSWORD)

        assert client.cookies["shiming_session"].value != "planted-by-somebody-else"
        attacker = Client()
        attacker.cookies["shiming_session"] = "planted-by-somebody-else"
        assert attacker.get("/me/").status_code == 302


class TestTamperedCookies:
    @pytest.mark.parametrize(
        "spoil",
        [
            lambda value: value[:-1],
            lambda value: value + "A",
            lambda value: value.swapcase(),
            lambda value: value[:0],
            lambda value: value * 300,
            lambda value: value + "\x00",
            lambda value: value + "' OR 1=1 --",
        ],
        ids=["shorter", "longer", "other case", "empty", "huge", "NUL", "SQL"],
    )
    def test_open_nothing(self, spoil: Callable[[str], str]) -> None:
        started = start_session(make_account())

        resumed = resume_session(
            cookie_value=spoil(started.cookie_value), address="", may_rotate=True, now=NOW
        )

        assert resumed is None

    def test_the_key_in_the_table_is_no_cookie(self) -> None:
        start_session(make_account())

        stolen = Session.objects.get().pk

        assert resume_session(cookie_value=stolen, address="", may_rotate=True, now=NOW) is None

    def test_a_replayed_value_opens_nothing_after_the_session_ended(self, client: Client) -> None:
        started = sign_in_as(client, make_account(now=clock.now()))
        client.get("/me/")
        post(client, "/sign-out/")

        thief = Client()
        thief.cookies["shiming_session"] = started.cookie_value

        assert thief.get("/me/").status_code == 302


class TestSecondTab:
    def test_that_signs_out_ends_what_the_first_one_is_about_to_send(self, client: Client) -> None:
        account = make_account(user_name="tulpenfreund", password=PASSWORD, now=clock.now())
        sign_in_as(client, account)
        client.get("/me/password/")
        first_tab = client.cookies["csrftoken"].value
        post(client, "/sign-out/")

        answer = client.post(
            "/me/password/",
            {
                "csrfmiddlewaretoken": first_tab,
                "old": PASSWORD,
                "password": "Andere-Blumen-8",
                "repeat": "Andere-Blumen-8",
            },
        )

        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")
        before = account.password
        account.refresh_from_db()
        assert account.password == before

    def test_that_signs_in_as_somebody_else_ends_the_first_ones_session(
        self, client: Client
    ) -> None:
        first = sign_in_as(client, make_account(now=clock.now()))
        make_account(user_name="andere", password=PASSWORD, now=clock.now())

        send(client, "/sign-in/?again=1", identifier="andere", password=PASSWORD)

        assert Session.objects.get(public_id=first.session_id).ended_at is not None


class TestDeviceChange:
    def test_in_the_middle_of_a_step_leaves_the_code_where_it_was_asked_for(self) -> None:
        """Who reads the code over somebody's shoulder cannot enter it elsewhere."""
        make_account_of(PROOFED_CITIZEN)
        asked_at, elsewhere = make_visit(), make_visit(device="Mozilla/5.0 (iPhone) Safari/605")
        request_code(
            purpose=CodePurpose.SIGN_IN,
            mobile=PROOFED_CITIZEN.mobile_number,
            human=HumanAnswer(),
            accepted_agreement=None,
            visit=asked_at,
            now=NOW,
        )
        code = last_code(PROOFED_CITIZEN.mobile)

        with pytest.raises(errors.CodeNotUsable):
            sign_in_with_code(typed_code=code, visit=elsewhere, replaces=None, now=NOW)
        assert isinstance(
            sign_in_with_code(typed_code=code, visit=asked_at, replaces=None, now=NOW),
            StartedSession,
        )


class TestUserNames:
    @pytest.mark.parametrize(
        "spelling", ["tulpenfreund", "ＴＵＬＰＥＮＦＲＥＵＮＤ", "TulpenFreund", " tulpenfreund "]
    )
    def test_in_full_width_or_capitals_are_one_name(self, spelling: str) -> None:
        account = make_account(user_name="tulpenfreund", password=PASSWORD)

        outcome = sign_in(spelling)

        assert outcome.account_id == account.pk

    def test_in_full_width_cannot_be_registered_beside_the_plain_one(self) -> None:
        make_account(user_name="tulpenfreund")
        visit = make_visit()
        request_code(
            purpose=CodePurpose.REGISTER,
            mobile=PROOFED_CITIZEN.mobile_number,
            human=HumanAnswer(),
            accepted_agreement=make_agreement(),
            visit=visit,
            now=NOW,
        )

        with pytest.raises(errors.UserNameTaken):
            register(
                typed_code=last_code(PROOFED_CITIZEN.mobile),
                user_name="ｔｕｌｐｅｎｆｒｅｕｎｄ",
                password=PASSWORD,
                visit=visit,
                replaces=None,
                now=NOW,
            )
        assert Account.objects.count() == 1

    @pytest.mark.parametrize(
        "look_alike",
        [
            "tulpenfr\u0435und",
            "tulpenfre\u057dnd",
            "\u0430dmin",
            "\u0441\u043e\u0440\u0435",
            "t\u0251lpe",
        ],
    )
    def test_that_mix_alphabets_to_look_like_another_name_are_refused(
        self, look_alike: str
    ) -> None:
        """With Cyrillic, Armenian and phonetic letters, or in Cyrillic altogether."""
        assert isinstance(refusal_to_user_name(look_alike), errors.UserNameMalformed)

    @pytest.mark.parametrize("name", ["tulpe_7", "张三丰先生", "李明Ming", "mülleré"])
    def test_of_one_alphabet_or_of_han_and_latin_are_fine(self, name: str) -> None:
        assert refusal_to_user_name(name) is None


class TestClockSkew:
    """Two nodes' clocks are never the same."""

    def test_between_nodes_neither_locks_nor_grants_more(self) -> None:
        make_account(user_name="tulpenfreund", password=PASSWORD)
        for number in range(5):
            skew = -SECOND if number % 2 else SECOND
            with pytest.raises(errors.BadCredentials):
                sign_in("tulpenfreund", WRONG, now=NOW + skew)

        with pytest.raises(errors.SignInLocked):
            sign_in("tulpenfreund", now=NOW - SECOND)

    def test_lets_a_session_that_began_ahead_be_used_behind(self) -> None:
        started = start_session(make_account(), now=NOW + 2 * SECOND)

        assert resume_session(
            cookie_value=started.cookie_value, address="", may_rotate=True, now=NOW
        )

    def test_does_not_make_a_code_live_longer_than_it_should(self) -> None:
        make_account_of(PROOFED_CITIZEN)
        visit = make_visit()
        request_code(
            purpose=CodePurpose.SIGN_IN,
            mobile=PROOFED_CITIZEN.mobile_number,
            human=HumanAnswer(),
            accepted_agreement=None,
            visit=visit,
            now=NOW,
        )

        with pytest.raises(errors.CodeNotUsable):
            sign_in_with_code(
                typed_code=last_code(PROOFED_CITIZEN.mobile),
                visit=visit,
                replaces=None,
                now=NOW + 5 * MINUTE,
            )


class TestLongPasswords:
    def test_of_a_megabyte_are_refused_by_the_page_without_hashing(self, client: Client) -> None:
        make_account(user_name="tulpenfreund", password=PASSWORD, now=clock.now())

        answer = send(client, "/sign-in/", identifier="tulpenfreund", password="x" * 1_048_576)

        assert answer.status_code in {413, 422}
        assert "x" * 2_000 not in answer.content.decode()
        assert not Session.objects.exists()


class TestKeyRotation:
    def test_does_not_give_tries_back(self) -> None:
        subject = counters.subject_of_text("mobile:+8615401000002")
        actor = system_actor(device="tests")
        for _ in range(5):
            operations.charge(
                scope=CounterScope.PASSWORD_NUMBER, subject=subject, actor=actor, now=NOW
            )

        rotate_keys(actor=actor, now=NOW)

        again = counters.subject_of_text("mobile:+8615401000002")
        charge = operations.charge(
            scope=CounterScope.PASSWORD_NUMBER, subject=again, actor=actor, now=NOW
        )
        assert not charge.is_granted


@pytest.mark.django_db(transaction=True)
class TestRestart:
    def test_leaves_every_wrong_password_sms_code_and_totp_counted(self) -> None:
        """Another process on the same database: nothing is remembered elsewhere."""
        make_agreement()
        make_account(user_name="tulpenfreund", password=PASSWORD, now=clock.now())
        owner = make_account_of(PROOFED_CITIZEN, now=clock.now())
        secret = make_authenticator(owner)
        visit = make_visit(token="a browser")
        operations.complete_sign_in(
            account=owner, methods=["pwd"], visit=visit, replaces=None, now=clock.now()
        )
        request_code(
            purpose=CodePurpose.SIGN_IN,
            mobile=PROOFED_CITIZEN.mobile_number,
            human=HumanAnswer(),
            accepted_agreement=None,
            visit=visit,
            now=clock.now(),
        )
        code = last_code(PROOFED_CITIZEN.mobile)
        for number in range(5):
            with pytest.raises(errors.BadCredentials):
                sign_in("tulpenfreund", WRONG, now=clock.now())
            with pytest.raises(errors.CodeWrong):
                sign_in_with_code(
                    typed_code=other_than(code), visit=visit, replaces=None, now=clock.now()
                )
            with pytest.raises(errors.SecondFactorWrong):
                prove_second_factor(
                    answer=FactorAnswer(
                        factor=Factor.TOTP,
                        text=wrong_digits(secret, number=number, now=clock.now()),
                    ),
                    trusts_device=False,
                    visit=visit,
                    replaces=None,
                    now=clock.now(),
                )

        database = str(connection.settings_dict["NAME"])
        right = digits(secret, now=clock.now())
        guess = subprocess.run(
            [sys.executable, GUESS, database, PASSWORD, code, right],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
            text=True,
        )

        assert guess.stdout.split() == [
            errors.SignInLocked.code,
            errors.CodeNotUsable.code,
            errors.SignInLocked.code,
        ], guess.stderr

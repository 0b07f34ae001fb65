"""The consent to be registered in enterprises: given, used, changed, withdrawn, run out (S13-5)."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from shiming.accounts import ports as accounts
from shiming.accounts.models import Account, OutsideProofRow
from shiming.accounts.types import FaceErrandKind, FaceState
from shiming.audit.models import AuditRecord
from shiming.directory import ports as directory
from shiming.directory.types import MachineCaller
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.legal_persons import ports
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.actions.registrations.submit_registration import submit_registration
from shiming.legal_persons.models import (
    ConsentUse,
    Office,
    StandingConsent,
    UnitRegistration,
)
from shiming.legal_persons.operations.consents import EXPIRING
from shiming.legal_persons.types import (
    ApplicantRole,
    OfficeKind,
    OfficeState,
    RegistrationState,
    RegistrationWay,
)
from shiming.messages.models import InboxMessage, Reminder
from shiming.proofing import operations as proofing
from shiming.proofing.types import RevocationReason
from shiming.vendors.registers.simulator.legal_persons import LegalPersonSimulator
from tests.accounts.face_fakes import FakeFaceCheck
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import AGENT, LEGAL_REPRESENTATIVE, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import NOW, make_account_of, make_actor, person_of
from tests.factories.legal_persons import make_proofed, statement

pytestmark = pytest.mark.django_db

PAGE = "/me/consents/registration/"
CHECKS = "/consents/v1/registration-checks"
CHINA_NOON = dt.datetime(NOW.year, NOW.month, NOW.day, 4, 0, tzinfo=dt.UTC)
TODAY = CHINA_NOON.date()
DAY = dt.timedelta(days=1)


class FakeTokens:
    """Knows two systems by their tokens: one may ask, one may not."""

    def find_caller(self, *, token: str, resource: str, now: dt.datetime) -> MachineCaller | None:
        scopes = {"registry": frozenset({"consents:read"}), "other": frozenset({"other:read"})}
        if token not in scopes or resource != ports.consent_address():
            return None
        return MachineCaller(client_id=token, scopes=scopes[token], name="企业登记系统")

    def find_person(self, *, token: str, resource: str, now: dt.datetime) -> None:
        """Nobody has given these systems a token of theirs."""


@pytest.fixture(autouse=True)
def face() -> Iterator[FakeFaceCheck]:
    with (
        accounts.face_check.replaced(face := FakeFaceCheck()),
        directory.machine_tokens.replaced(FakeTokens()),
    ):
        yield face


@pytest.fixture(autouse=True)
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(CHINA_NOON, tick=False) as time:
        yield time


@pytest.fixture
def person() -> Account:
    return make_proofed(LEGAL_REPRESENTATIVE, now=CHINA_NOON)


@pytest.fixture
def phone(person: Account) -> Client:
    """Return the browser in which the person is signed in."""
    browser = Client(enforce_csrf_checks=True)
    sign_in_as(browser, person)
    return browser


def choose(phone: Client, last_day: dt.date | None) -> str:
    """Answer the question, and return where the face is asked for."""
    answers = {"answer": "no"} if last_day is None else {"answer": "yes"}
    if last_day is not None:
        answers["last_day"] = last_day.isoformat()
    response = send(phone, PAGE, **answers)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def show_face(phone: Client, check: str) -> str:
    path, _, query = check.partition("?")
    phone.get(check)
    return post(phone, f"{path}finish/?{query}")["Location"]


def ask(
    *,
    member: Member = LEGAL_REPRESENTATIVE,
    token: str = "registry",  # noqa: S107  a name of the fake
    case_number: object = "REG-2026-1",
    **changes: object,
) -> Any:
    content = {"name": member.name, "number": member.number, "case_number": case_number} | changes
    return Client(enforce_csrf_checks=True).post(
        CHECKS,
        json.dumps(content),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def told(account: Account) -> list[str]:
    own = InboxMessage.objects.filter(account_id=account.pk, template__startswith="legal_persons/")
    return list(own.order_by("pk").values_list("template", flat=True))


class TestConsent:
    @pytest.mark.requirement("S13-5")
    def test_lets_others_register_enterprises_until_the_chosen_day_and_not_after(
        self, phone: Client, person: Account, face: FakeFaceCheck, time: time_machine.Traveller
    ) -> None:
        asked = phone.get(PAGE).content.decode()
        check = choose(phone, TODAY + 30 * DAY)
        before_the_face = ask().json()
        back = show_face(phone, check)
        page = phone.get(back).content.decode()

        assert "是否办理企业登记" in asked
        assert before_the_face == {"may_take_part": False}
        # The face was shown for this, and for no sign-in (S13-7).
        assert face.errands == [FaceErrandKind.CONSENT]
        assert back == f"{PAGE}?done"
        assert f"有效期至 {TODAY + 30 * DAY}" in page
        assert ask().json() == {
            "may_take_part": True,
            "last_day": (TODAY + 30 * DAY).isoformat(),
        }
        # The person hears of each case for which it was used, once.
        assert ask().json()["may_take_part"] is True
        assert told(person) == ["legal_persons/consent_used"]
        assert "企业登记系统" in phone.get(PAGE).content.decode()

        # Of a system that asks for many in a day, once; the page knows them all.
        assert ask(case_number="REG-2026-1b").json()["may_take_part"] is True
        assert told(person) == ["legal_persons/consent_used"]
        assert ConsentUse.objects.count() == 2

        time.move_to(CHINA_NOON + 30 * DAY)
        assert ask(case_number="REG-2026-2").json()["may_take_part"] is True
        assert told(person).count("legal_persons/consent_used") == 2
        time.move_to(CHINA_NOON + 31 * DAY)
        assert ask(case_number="REG-2026-3").json() == {"may_take_part": False}
        assert ConsentUse.objects.count() == 3

    @pytest.mark.requirement("S13-6")
    def test_is_changed_only_with_another_face_scan(
        self, phone: Client, face: FakeFaceCheck
    ) -> None:
        show_face(phone, choose(phone, TODAY + 30 * DAY))

        again = choose(phone, TODAY + 60 * DAY)
        face.state = FaceState.NOT_RECOGNISED
        phone.get(again)
        refused = post(phone, f"{again.partition('?')[0]}finish/?{again.partition('?')[2]}")
        kept = StandingConsent.objects.get(ended_at__isnull=True)
        face.state = FaceState.RECOGNISED
        show_face(phone, choose(phone, TODAY + 60 * DAY))

        assert refused.status_code == 403
        assert kept.last_day == TODAY + 30 * DAY
        standing = StandingConsent.objects.get(ended_at__isnull=True)
        assert (standing.purpose, standing.last_day) == ("company_registration", TODAY + 60 * DAY)
        kept.refresh_from_db()
        assert kept.end_reason == "replaced"
        assert Reminder.objects.get(kind=EXPIRING).due_at.date() in {
            TODAY + 59 * DAY,
            TODAY + 60 * DAY,
        }

    def test_is_withdrawn_at_once_with_the_face(self, phone: Client, face: FakeFaceCheck) -> None:
        show_face(phone, choose(phone, TODAY + 30 * DAY))

        show_face(phone, choose(phone, None))

        assert ask().json() == {"may_take_part": False}
        assert "未同意" in phone.get(PAGE).content.decode()
        events = AuditRecord.objects.filter(event__startswith="legal_persons.consent.")
        assert list(events.order_by("pk").values_list("event", flat=True)) == [
            "legal_persons.consent.given",
            "legal_persons.consent.withdrawn",
            "legal_persons.consent.asked",
        ]
        assert not Reminder.objects.filter(kind=EXPIRING, closed_at__isnull=True).exists()

    def test_wants_a_day_that_is_not_over_and_not_too_far(self, phone: Client) -> None:
        for answers in (
            {"answer": "yes"},
            {"answer": "yes", "last_day": (TODAY - DAY).isoformat()},
            {"answer": "yes", "last_day": (TODAY + 366 * DAY).isoformat()},
            {"last_day": TODAY.isoformat()},
        ):
            assert send(phone, PAGE, **answers).status_code == 422
        assert not OutsideProofRow.objects.exists()

    def test_is_for_proofed_people_only(self) -> None:
        stranger = Client(enforce_csrf_checks=True)
        unproofed = make_account_of(UNPROOFED_CITIZEN, is_attached=True, now=CHINA_NOON)
        sign_in_as(stranger, unproofed)

        assert stranger.get(PAGE).status_code == 403
        assert Client().get(PAGE).status_code == 302

    def test_cannot_be_given_with_another_sessions_face_check(
        self, phone: Client, face: FakeFaceCheck
    ) -> None:
        check = choose(phone, TODAY + 30 * DAY)
        thief = Client(enforce_csrf_checks=True)
        sign_in_as(thief, make_proofed(AGENT, now=CHINA_NOON))
        thief.get(PAGE)
        # Even in the same browser: the check belongs to the session.
        thief.cookies["shiming_visitor"] = phone.cookies["shiming_visitor"].value

        refused = post(thief, f"{check.partition('?')[0]}finish/")

        assert refused.status_code == 409
        assert not StandingConsent.objects.exists()

    def test_stops_counting_when_its_giver_is_no_longer_proofed(
        self, phone: Client, person: Account
    ) -> None:
        show_face(phone, choose(phone, TODAY + 30 * DAY))
        proofing.revoke_evidence(
            person_id=person_of(person),
            reason=RevocationReason.DEATH,
            actor=system_actor(device="tests"),
            now=CHINA_NOON,
        )

        assert ask().json() == {"may_take_part": False}


class TestAsking:
    def test_learns_the_same_of_everybody_without_consent(self, phone: Client) -> None:
        show_face(phone, choose(phone, TODAY + 30 * DAY))

        answers = [
            ask(member=AGENT).json(),
            ask(name=AGENT.name).json(),
            ask(number=UNPROOFED_CITIZEN.number).json(),
        ]

        assert answers == [{"may_take_part": False}] * 3
        assert not ConsentUse.objects.exists()

    def test_needs_a_token_with_the_scope_and_a_case(self, phone: Client, person: Account) -> None:
        show_face(phone, choose(phone, TODAY + 30 * DAY))

        assert ask(token="nobody").status_code == 401
        assert ask(token="other").status_code == 403
        assert ask(case_number="").status_code == 422
        assert ask(case_number=LEGAL_REPRESENTATIVE.number).status_code == 422
        assert ask(case_number=7).status_code == 400
        assert ask(number="1").status_code == 422
        assert ask(document_type="unknown").status_code == 400
        assert Client().get(CHECKS).status_code == 405
        assert told(person) == []


class TestRegistrationOfAUnit:
    def test_by_a_handler_needs_no_other_word_of_the_representative(
        self, phone: Client, person: Account, unit_register: LegalPersonSimulator
    ) -> None:
        show_face(phone, choose(phone, TODAY + 30 * DAY))
        handler = make_proofed(AGENT, now=CHINA_NOON)

        state = register_for_another(handler)

        assert state == RegistrationState.DONE
        head = Office.objects.get(kind=OfficeKind.LEGAL_REPRESENTATIVE)
        assert (head.state, head.person_id) == (OfficeState.ACTIVE, person.person_id)
        # The handler acts for nobody yet: by name they are let in by the representative.
        assert Office.objects.get(kind=OfficeKind.HANDLER).state == OfficeState.REQUESTED
        assert "legal_persons/consent_used" in told(person)
        assert ConsentUse.objects.get().used_by == "本平台（单位登记）"

    def test_by_a_handler_waits_for_the_representative_once_the_consent_is_over(
        self,
        phone: Client,
        person: Account,
        time: time_machine.Traveller,
        unit_register: LegalPersonSimulator,
    ) -> None:
        show_face(phone, choose(phone, TODAY))
        time.move_to(CHINA_NOON + DAY)

        state = register_for_another(make_proofed(AGENT, now=CHINA_NOON))

        assert state == RegistrationState.AWAITING_REPRESENTATIVE
        head = Office.objects.get(kind=OfficeKind.LEGAL_REPRESENTATIVE)
        assert head.state == OfficeState.AWAITING_CONFIRMATION
        assert not ConsentUse.objects.exists()


def register_for_another(handler: Account) -> str:
    now = clock.now()
    registration = submit_registration(
        statement=statement(),
        way=RegistrationWay.REGISTER,
        role=ApplicantRole.HANDLER,
        actor=make_actor(handler, now=now),
        now=now,
    )
    ask_register(registration_id=registration, now=now)
    return str(UnitRegistration.objects.get().state)

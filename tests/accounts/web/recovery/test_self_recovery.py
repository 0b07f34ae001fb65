"""The way back over a contact of one's own."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from shiming.accounts.models import Account, GuessCounter
from shiming.messages.models import OutboxMessage
from tests.accounts.actions.recovery.conftest import (
    MAIL,
    NEW,
    give_email,
    last_mail_code,
)
from tests.accounts.web.conftest import send
from tests.accounts.web.recovery.recovery_kit import choose, text_of
from tests.cast import AGENT, PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    attach,
    last_code,
    make_account_of,
)

pytestmark = pytest.mark.django_db


class TestSelfRecovery:
    @pytest.mark.parametrize("kind", ["mobile", "email"])
    def test_leads_from_a_contact_to_a_new_password(self, client: Client, kind: str) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        give_email(account)
        contact = {"mobile": UNPROOFED_CITIZEN.mobile, "email": MAIL}[kind]

        asked = send(client, f"/recover/{kind}/", contact=contact)
        assert asked["Location"] == "/recover/code/"
        code = last_mail_code() if kind == "email" else last_code(UNPROOFED_CITIZEN.mobile)
        proven = send(client, "/recover/code/", code=code)
        assert proven["Location"] == "/activate/password/"
        assert client.cookies["shiming_activation"]["httponly"]
        done = choose(client)

        assert done["Location"] == "/activate/done/"
        assert client.cookies["shiming_activation"].value == ""
        assert "去登录" in text_of(client.get("/activate/done/"))  # type: ignore[arg-type]  # a response with additions
        account.refresh_from_db()
        assert check_password(NEW, account.password)

    @pytest.mark.parametrize(
        ("kind", "known", "unknown"),
        [
            ("mobile", UNPROOFED_CITIZEN.mobile, AGENT.mobile),
            ("email", MAIL, "nobody@example.com"),
        ],
    )
    def test_answers_known_and_unknown_alike(self, kind: str, known: str, unknown: str) -> None:
        give_email(make_account_of(UNPROOFED_CITIZEN, password=PASSWORD))
        answers = []
        for contact in (known, unknown):
            browser = Client()
            asked = browser.post(f"/recover/{kind}/", {"contact": contact})
            page = browser.get("/recover/code/").content.decode()
            differs = r'\b[A-Za-z0-9]{64}\b|countdown="\d+"|\w\*\*\*@[a-z.]+|\d{3}\*{4}\d{4}'
            masked = re.sub(differs, "…", page)
            answers.append((asked.status_code, asked["Location"], masked))

        assert answers[0] == answers[1]
        assert OutboxMessage.objects.count() == 2

    def test_says_that_nothing_is_registered_only_after_the_code(self, client: Client) -> None:
        send(client, "/recover/mobile/", contact=AGENT.mobile)

        answer = send(client, "/recover/code/", code=last_code(AGENT.mobile))

        assert answer.status_code == 404
        assert 'href="/register/"' in text_of(answer)

    def test_asks_a_known_person_for_their_document(self, client: Client) -> None:
        account = make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)
        send(client, "/recover/mobile/", contact=PROOFED_CITIZEN.mobile)
        send(client, "/recover/code/", code=last_code(PROOFED_CITIZEN.mobile))
        page = client.get("/activate/password/").content.decode()
        assert "请填写本人证件信息" in page
        given = {"document_type": "resident_id_card", "name": PROOFED_CITIZEN.name}

        wrong = choose(client, number=AGENT.number, **given)
        right = choose(client, number=PROOFED_CITIZEN.number, **given)

        assert wrong.status_code == 422
        assert "证件信息与账户不一致" in text_of(wrong)
        assert right.status_code == 302
        account.refresh_from_db()
        assert check_password(NEW, account.password)

    def test_gives_another_browser_nothing(self, client: Client) -> None:
        make_account_of(UNPROOFED_CITIZEN, password=PASSWORD)
        send(client, "/recover/mobile/", contact=UNPROOFED_CITIZEN.mobile)
        send(client, "/recover/code/", code=last_code(UNPROOFED_CITIZEN.mobile))
        thief = Client()
        thief.cookies["shiming_activation"] = client.cookies["shiming_activation"].value

        answer = thief.get("/activate/password/")

        assert answer["Location"] == "/activate/"

    def test_leads_back_to_the_start_who_skips_ahead(self, client: Client) -> None:
        assert client.get("/recover/code/")["Location"] == "/recover/"
        assert client.get("/activate/password/")["Location"] == "/activate/"

    @pytest.mark.requirement("S15-5")
    def test_names_every_way_back(self, client: Client) -> None:
        page = client.get("/recover/").content.decode()

        for way in ("/recover/mobile/", "/recover/email/", "/activate/"):
            assert f'href="{way}"' in page
        assert "服务窗口" in page
        assert "法定代表人或财务负责人" in page


class TestWholeWay:
    @pytest.mark.requirement("S18-1", "S18-8")
    def test_registers_signs_in_in_three_ways_and_resets_the_password(self, client: Client) -> None:
        member = PROOFED_CITIZEN
        document = {
            "document_type": "resident_id_card",
            "number": member.number,
            "name": member.name,
        }

        send(client, "/register/", mobile=member.mobile, is_agreed="on")
        code = last_code(member.mobile)
        send(client, "/register/code/", code=code, password=PASSWORD, repeat=PASSWORD)
        attach(Account.objects.get(), member)

        by_mobile = send(Client(), "/sign-in/", identifier=member.mobile, password=PASSWORD)
        by_document = send(Client(), "/sign-in/document/", password=PASSWORD, **document)
        # A minute later: a number gets one code a minute.
        GuessCounter.objects.all().delete()
        by_sms = Client()
        send(by_sms, "/sign-in/sms/", mobile=member.mobile)
        with_code = send(by_sms, "/sign-in/code/", code=last_code(member.mobile))
        GuessCounter.objects.all().delete()
        send(client, "/recover/mobile/", contact=member.mobile)
        send(client, "/recover/code/", code=last_code(member.mobile))
        reset = choose(client, **document)

        assert {by_mobile["Location"], by_document["Location"], with_code["Location"]} == {"/me/"}
        assert reset["Location"] == "/activate/done/"
        assert check_password(NEW, Account.objects.get().password)

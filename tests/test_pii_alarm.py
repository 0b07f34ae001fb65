import logging
import urllib.parse

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account
from tests.pii_alarm import PiiAlarm


class TestPiiAlarm:
    def test_finds_a_name_in_a_log_record(self) -> None:
        alarm = PiiAlarm()
        record = logging.LogRecord("x", 20, "", 0, "hello %s", (PROOFED_CITIZEN.name,), None)

        alarm.handle(record)

        assert alarm.findings == ["log x"]

    def test_finds_a_number_among_the_extras_of_a_log_record(self) -> None:
        alarm = PiiAlarm()
        record = logging.LogRecord("x", 20, "", 0, "hello", (), None)
        record.who = PROOFED_CITIZEN.number

        alarm.handle(record)

        assert alarm.findings == ["log x"]

    def test_finds_a_mobile_in_an_address(self) -> None:
        alarm = PiiAlarm()
        request = RequestFactory().get("/search/", {"mobile": PROOFED_CITIZEN.mobile})

        alarm.watch_response(request, HttpResponse())

        assert alarm.findings == ["address"]

    def test_finds_an_encoded_name_in_a_redirect(self) -> None:
        alarm = PiiAlarm()
        target = f"/?name={urllib.parse.quote(PROOFED_CITIZEN.name)}"

        alarm.watch_response(RequestFactory().get("/"), HttpResponseRedirect(target))

        assert alarm.findings == ["redirect"]

    def test_finds_a_name_in_a_title(self) -> None:
        alarm = PiiAlarm()
        page = f"<title>{PROOFED_CITIZEN.name}</title>"

        alarm.watch_response(RequestFactory().get("/"), HttpResponse(page))

        assert alarm.findings == ["title"]

    def test_lets_a_name_stand_on_the_page_itself(self) -> None:
        alarm = PiiAlarm()

        alarm.watch_response(RequestFactory().get("/"), HttpResponse(PROOFED_CITIZEN.name))

        assert alarm.findings == []

    @pytest.mark.django_db
    def test_finds_a_number_in_a_column_that_claims_to_be_harmless(self) -> None:
        account = make_account(user_name="harmless")
        alarm = PiiAlarm(secrets=["harmless"])

        alarm.search_database()

        assert alarm.findings == ["table accounts_account"]
        assert account.user_name == "harmless"

    @pytest.mark.django_db
    def test_passes_over_encrypted_columns(self) -> None:
        make_account(mobile=PROOFED_CITIZEN.mobile)
        alarm = PiiAlarm()

        alarm.search_database()

        assert alarm.findings == []

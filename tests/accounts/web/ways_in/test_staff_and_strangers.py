"""The entrance of staff; what strangers can tell from the answers."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiming.accounts.models import Account, GuessCounter, Session
from shiming.accounts.types import (
    AccountKind,
    CounterScope,
)
from shiming.kernel import clock
from shiming.messages.models import OutboxMessage
from tests.accounts.web.conftest import post, send
from tests.accounts.web.ways_in.ways_in_kit import CARD, FUND, WRONG, attach_number
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import (
    PASSWORD,
    make_account,
)

pytestmark = pytest.mark.django_db

# Each page with what it is told of somebody with a wrong password, and of nobody.
PAGES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "/sign-in/": ({"identifier": PROOFED_CITIZEN.mobile}, {"identifier": "15401009999"}),
    "/sign-in/staff/": ({"identifier": "dienst"}, {"identifier": "niemand"}),
    "/sign-in/document/": (
        {
            "document_type": CARD,
            "number": PROOFED_CITIZEN.number,
            "name": PROOFED_CITIZEN.name,
        },
        {
            "document_type": CARD,
            "number": UNPROOFED_CITIZEN.number,
            "name": UNPROOFED_CITIZEN.name,
        },
    ),
    "/sign-in/number/": (
        {"kind": "housing_fund", "number": FUND},
        {"kind": "housing_fund", "number": "999999999999"},
    ),
}


class TestStaff:
    @pytest.mark.requirement("S20-1")
    def test_have_an_entrance_of_their_own_that_asks_for_a_second_factor(
        self, client: Client
    ) -> None:
        make_account(user_name="dienst", password=PASSWORD, kind=AccountKind.STAFF, now=clock.now())

        public = send(client, "/sign-in/", identifier="dienst", password=PASSWORD)
        assert public.status_code == 422
        answer = send(client, "/sign-in/staff/", identifier="dienst", password=PASSWORD)

        assert answer["Location"].startswith("/me/second-factor/")
        assert client.get("/me/")["Location"].startswith("/me/second-factor/")
        assert client.get("/accounts/")["Location"].startswith("/me/second-factor/")
        assert Session.objects.get().level == 0

    def test_entrance_knows_nobody_else(self, client: Client, account: Account) -> None:
        answer = send(
            client, "/sign-in/staff/", identifier=PROOFED_CITIZEN.mobile, password=PASSWORD
        )

        assert answer.status_code == 422
        assert not Session.objects.exists()


class TestEnumeration:
    """Known and unknown: one text, one status, one side effect, as many questions to the base."""

    @pytest.mark.requirement("S15-3")
    @pytest.mark.parametrize("url", PAGES, ids=str)
    def test_shows_no_difference_between_wrong_and_unknown(
        self, client: Client, account: Account, url: str
    ) -> None:
        attach_number(account)
        make_account(user_name="dienst", password=PASSWORD, kind=AccountKind.STAFF, now=clock.now())
        # The first answer of a process makes what the later ones find ready, and so does the first
        # one of an address.
        send(client, url, **PAGES[url][1], password=WRONG)
        GuessCounter.objects.exclude(scope=CounterScope.PASSWORD_ADDRESS).delete()
        seen = []
        for facts in PAGES[url]:
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                answer = post(client, url, **facts, password=WRONG)
            seen.append(
                (
                    answer.status_code,
                    _without_what_was_typed(answer.content.decode(), facts),
                    sorted(answer.headers.keys()),
                    len(asked),
                    OutboxMessage.objects.count(),
                )
            )

        assert seen[0] == seen[1]
        tries = GuessCounter.objects.filter(scope=CounterScope.PASSWORD_ACCOUNT)
        assert list(tries.values_list("count", flat=True)) == [1, 1]
        assert not Session.objects.exists()


def _without_what_was_typed(page: str, facts: dict[str, str]) -> str:
    for typed in facts.values():
        page = page.replace(typed, "…")
    return re.sub(r"[A-Za-z0-9]{64}", "token", page)

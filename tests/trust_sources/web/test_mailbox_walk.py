"""The city's mailbox as a way in, from its page to the wanted one (S15-8)."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Session
from shiming.accounts.types import AccountPolicy, OutsideOutcome
from shiming.kernel import clock
from shiming.trust_sources.types import SourceProtocol, SourceReport
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.trust_sources.actions.sources.entry_kit import owner
from tests.trust_sources.source_kit import FakeClients, approved, says, terms

pytestmark = pytest.mark.django_db

PAGE = "/sign-in/source/city/?next=/me/numbers/"
TYPED = {"name": "chen", "password": "of the mailbox"}


@pytest.fixture(autouse=True)
def _mailbox(source_clients: FakeClients) -> Iterator[None]:
    today = clock.today_in_china(clock.now())
    connection = dataclasses.replace(
        terms().connection, protocol=SourceProtocol.IMAP, address="mail.example:993"
    )
    with ports.policy.replaced(AccountPolicy(checked_forms=frozenset())):
        approved(
            connection=connection,
            links_alone=True,
            contract_from=today - dt.timedelta(days=2),
            contract_until=today + dt.timedelta(days=300),
        )
        yield


class TestMailbox:
    def test_signs_in_its_owner_and_leads_to_the_wanted_page(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        account = owner(CHEN)
        source_clients.report = says(CHEN)
        assert 'name="password"' in client.get(PAGE).content.decode()

        answer = client.post(PAGE, TYPED)

        assert answer.headers["Location"] == "/me/numbers/"
        assert Session.objects.filter(account=account, ended_at__isnull=True).exists()

    def test_refuses_a_wrong_password_with_the_words_of_every_sign_in(
        self, client: Client, source_clients: FakeClients
    ) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.REFUSED)

        answer = client.post(PAGE, TYPED)

        assert answer.status_code == 403
        assert TYPED["password"] not in answer.content.decode()
        assert not Session.objects.exists()

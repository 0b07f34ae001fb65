"""The differential test, for requests that wait: pushed ones, and those that led a person away."""

import datetime as dt

import pytest

from shiming.identity_provider.models import Client, Interaction, PushedRequest
from shiming.identity_provider.protocol import store
from tests.factories.accounts import NOW
from tests.factories.identity_provider import make_client
from tests.identity_provider.drivers.conftest import LATER, Setting

pytestmark = pytest.mark.django_db(transaction=True)

HASH = "r" * 64


@pytest.fixture
def kept(setting: Setting) -> Setting:
    setting.do(
        store.KeepPushedRequest(
            reference_hash=HASH,
            client_pk=setting.client.pk,
            query="client_id=x&state='%s'",
            was_signed=True,
            now=NOW,
            expires_at=LATER,
        )
    )
    return setting


def take(setting: Setting, *, client: Client | None = None, now: dt.datetime = NOW) -> object:
    return setting.do(
        store.TakePushedRequest(
            reference_hash=HASH, client_pk=(client or setting.client).pk, now=now
        )
    )


class TestPushedRequests:
    def test_are_taken_once(self, kept: Setting) -> None:
        assert take(kept) == store.PushedRequestRecord(
            query="client_id=x&state='%s'", was_signed=True
        )
        assert take(kept) is None
        assert PushedRequest.objects.get().used_at == NOW

    def test_are_not_taken_late_or_by_another_client(self, kept: Setting) -> None:
        assert take(kept, now=LATER) is None
        assert take(kept, client=make_client()) is None
        assert PushedRequest.objects.get().used_at is None


class TestInteractions:
    def test_remember_which_account_spoke_and_what_it_agreed_to(self, setting: Setting) -> None:
        interaction_id = setting.open_interaction()
        Interaction.objects.update(account_id=setting.account.pk, consented_scopes=["phone"])

        found = setting.do(store.FindInteraction(id=interaction_id, browser_hash="b" * 64, now=NOW))

        assert isinstance(found, store.InteractionRecord)
        assert found.account_id == setting.account.pk
        assert found.consented_scopes == frozenset({"phone"})


class TestClients:
    def test_say_how_they_must_ask(self, setting: Setting) -> None:
        Client.objects.update(needs_pushed_requests=True, needs_signed_requests=True)

        found = setting.do(store.FindClient(client_id=setting.client.client_id))

        assert isinstance(found, store.ClientRecord)
        assert found.needs_pushed_requests
        assert found.needs_signed_requests

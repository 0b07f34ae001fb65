"""E3: secrets are shown once, kept as hashes, change over, and end."""

import datetime as dt

import pytest
import time_machine

from shiming.audit.models import AuditRecord
from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import (
    Application,
    Client,
)
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.types import ClientState
from shiming.messages.models import Reminder
from tests.factories.accounts import NOW
from tests.identity_provider.onboarding.conftest import (
    Visitor,
)
from tests.identity_provider.onboarding.secrets_kit import (
    draw,
    secret_of,
    token_reply,
)


class TestSecrets:
    def test_are_shown_once_and_kept_as_a_hash(
        self, dispatcher: Dispatcher, integrator: Visitor, approved: Application
    ) -> None:
        page = draw(integrator, approved, "sandbox")
        secret = secret_of(page)
        client = Client.objects.get()
        again = draw(integrator, approved, "sandbox", drawn_before="")

        assert "no-store" in page.header("Cache-Control")
        assert client.secret_hash == keyed_hash(ports.provider_settings().hash_key, secret)
        assert client.secret_expires_at == NOW + dt.timedelta(days=365)
        assert token_reply(dispatcher, client, secret).json["error"] == "invalid_grant"
        # The same form once more: nothing is shown, and nothing is changed.
        assert again.status == 409
        assert "client-secret" not in again.text
        assert Client.objects.get().secret_hash == client.secret_hash

    def test_are_in_no_record(
        self,
        integrator: Visitor,
        approved: Application,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        secret = secret_of(draw(integrator, approved, "sandbox"))

        page = integrator.wire.get(f"/onboarding/{approved.pk}/").text

        assert secret not in caplog.text
        assert secret not in page
        assert secret not in str(list(AuditRecord.objects.values()))
        assert secret not in str(list(Reminder.objects.values()))

    def test_change_over_with_both_good_for_a_while(
        self,
        dispatcher: Dispatcher,
        integrator: Visitor,
        approved: Application,
        time: time_machine.Traveller,
    ) -> None:
        first = secret_of(draw(integrator, approved, "sandbox"))
        time.shift(60)
        second = secret_of(draw(integrator, approved, "sandbox", overlap_days="7"))
        client = Client.objects.get()

        both = [token_reply(dispatcher, client, one).json["error"] for one in (first, second)]
        time.shift(dt.timedelta(days=7))
        later = [token_reply(dispatcher, client, one).json["error"] for one in (first, second)]

        assert both == ["invalid_grant", "invalid_grant"]
        assert later == ["invalid_client", "invalid_grant"]

    def test_end_at_once_where_that_is_wanted(
        self,
        dispatcher: Dispatcher,
        integrator: Visitor,
        approved: Application,
        time: time_machine.Traveller,
    ) -> None:
        first = secret_of(draw(integrator, approved, "sandbox"))
        time.shift(60)
        draw(integrator, approved, "sandbox", overlap_days="0")

        reply = token_reply(dispatcher, Client.objects.get(), first)

        assert reply.json["error"] == "invalid_client"

    def test_end_after_twelve_months_with_a_reminder_before_and_clear_words_after(
        self,
        dispatcher: Dispatcher,
        integrator: Visitor,
        approved: Application,
        time: time_machine.Traveller,
    ) -> None:
        secret = secret_of(draw(integrator, approved, "sandbox"))
        reminder = Reminder.objects.get(kind="identity_provider/secret_expiring")
        client = Client.objects.get()
        ends = NOW + dt.timedelta(days=365)

        time.move_to(ends - dt.timedelta(seconds=1))
        before = token_reply(dispatcher, client, secret).json
        time.move_to(ends)
        after = token_reply(dispatcher, client, secret).json
        wrong = token_reply(dispatcher, client, "a guess").json

        assert reminder.due_at == ends
        assert before["error"] == "invalid_grant"
        assert (after["error"], "expired" in after["error_description"]) == ("invalid_client", True)
        # Only who shows the right secret learns that it is over.
        assert "expired" not in wrong["error_description"]

    def test_want_a_fresh_proof_of_who_draws(
        self, integrator: Visitor, approved: Application, time: time_machine.Traveller
    ) -> None:
        time.shift(dt.timedelta(minutes=10))

        reply = draw(integrator, approved, "sandbox")

        assert reply.status == 302
        assert reply.header("Location").startswith("/me/confirm/")
        assert Client.objects.get().secret_made_at is None

    def test_are_not_drawn_by_reading_an_address(
        self, integrator: Visitor, approved: Application
    ) -> None:
        assert integrator.wire.get(f"/onboarding/{approved.pk}/sandbox/secret/").status == 405

    def test_of_a_suspended_client_are_not_drawn(
        self, integrator: Visitor, approved: Application
    ) -> None:
        Client.objects.update(state=ClientState.SUSPENDED)

        assert draw(integrator, approved, "sandbox").status == 403

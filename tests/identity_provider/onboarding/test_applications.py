"""E3: an application, its decision, its secrets, its addresses: what works, and what is refused."""

import datetime as dt
import re
import uuid

import pytest
import time_machine

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.identity_provider import ports
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.models import (
    AddressChange,
    Application,
    Client,
    RegisteredSystem,
    TrialResult,
)
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.types import ClientState, RegistryPermission, Trial
from shiming.kernel.levels import Level
from shiming.messages.models import InboxMessage, Reminder
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, attach, make_account
from tests.factories.identity_provider import basic
from tests.identity_provider.onboarding.conftest import (
    CALLBACK,
    SANDBOX_CALLBACK,
    Somebody,
    Visitor,
    application_form,
    decide,
)
from tests.identity_provider.wire import Reply, Wire

DECISIONS = "identity_provider.application.decided"


def secret_of(page: Reply) -> str:
    found = re.search(r'id="client-secret">([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def draw(who: Visitor, application: Application, environment: str, **fields: str) -> Reply:
    page = f"/onboarding/{application.pk}/"
    client = Client.objects.get(environment=environment)
    made = client.secret_made_at
    sent = {"drawn_before": made.isoformat() if made else "", "overlap_days": "0", **fields}
    return who.send("/onboarding/apply/", f"{page}{environment}/secret/", **sent)


def pass_every_trial(application: Application) -> None:
    client = application.sandbox_client
    assert client is not None
    for trial in Trial:
        TrialResult.objects.create(
            client=client,
            trial=trial,
            detail="",
            first_at=NOW,
            last_at=NOW,
        )


def token_reply(dispatcher: Dispatcher, client: Client, secret: str) -> Reply:
    """Return what the token endpoint says to a code that nobody gave, by this secret."""
    return Wire(dispatcher).post(
        "/oauth2/token",
        {"grant_type": "authorization_code", "code": "none"},
        authorization=basic(client, secret),
    )


class TestApplying:
    def test_keeps_who_accepted_which_duties_when(
        self, application: Application, account: Account
    ) -> None:
        record = AuditRecord.objects.get(event="identity_provider.application.submitted")

        assert application.state == "submitted"
        assert application.applicant_id == account.pk
        assert application.duties_accepted_at == NOW
        assert (application.duties_version, record.account_id) == (
            current_duties().version,
            account.pk,
        )
        assert current_duties().version in str(record.details)

    def test_is_for_integrators_of_level_primary(self, somebody: Somebody) -> None:
        stranger = somebody(make_account(), level=Level.REGISTERED)

        reply = stranger.send("/onboarding/apply/", **application_form())

        assert reply.status == 403
        assert "申请接入需要初级实名" in reply.text
        assert Application.objects.count() == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"sandbox_redirect_uris": "http://system.example/callback"},
            {"sandbox_redirect_uris": "javascript:alert(1)"},
            {"sandbox_redirect_uris": "https://a.example/cb\nhttps://b.example/cb"},
            {"home_uri": "https://elsewhere.example/"},
            {"initiate_login_uri": "javascript:alert(1)"},
            {"post_logout_redirect_uris": "https://elsewhere.example/bye"},
            {"backchannel_logout_uri": "https://127.0.0.1/logout"},
            {"backchannel_logout_uri": "https://elsewhere.example/logout"},
            {"system_name": "系统\u202e名称"},
            {"item_codes": "<script>"},
            {"duties": "an older version"},
        ],
    )
    def test_is_refused_with_what_cannot_stand(
        self, integrator: Visitor, changes: dict[str, str]
    ) -> None:
        reply = integrator.send("/onboarding/apply/", **application_form(**changes))

        assert reply.status in {409, 422}
        assert Application.objects.count() == 0

    def test_wants_the_duties_accepted(self, integrator: Visitor) -> None:
        form = application_form()
        del form["accepts"]

        assert integrator.send("/onboarding/apply/", **form).status == 422
        assert Application.objects.count() == 0

    def test_has_an_end(self, integrator: Visitor) -> None:
        for _ in range(10):
            integrator.send("/onboarding/apply/", **application_form())

        reply = integrator.send("/onboarding/apply/", **application_form())

        assert reply.status == 429
        assert Application.objects.count() == 10

    def test_shows_names_as_text(self, integrator: Visitor, officer: Visitor) -> None:
        name = "<script>alert(1)</script>"
        integrator.send("/onboarding/apply/", **application_form(system_name=name))
        key = Application.objects.get().pk

        pages = [
            integrator.wire.get("/onboarding/"),
            integrator.wire.get(f"/onboarding/{key}/"),
            officer.wire.get("/registry/applications/"),
            officer.wire.get(f"/registry/applications/{key}/"),
        ]

        assert [page.status for page in pages] == [200] * 4
        assert not any("<script>alert" in page.text for page in pages)

    def test_needs_a_token_of_the_form(self, integrator: Visitor) -> None:
        reply = integrator.wire.post("/onboarding/apply/", "unit=x")

        assert reply.status == 403
        assert Application.objects.count() == 0


class TestOthersApplications:
    def test_are_not_there(
        self, somebody: Somebody, application: Application, officer: Visitor
    ) -> None:
        other = somebody(make_account())
        page = f"/onboarding/{application.pk}/"
        decide(officer, application, decision="approve")

        seen = other.wire.get(page)
        corrected = other.wire.get(f"{page}correct/")
        drawn = other.send("/onboarding/apply/", f"{page}sandbox/secret/")
        moved = other.send(
            "/onboarding/apply/", f"{page}sandbox/addresses/", redirect_uris="https://x.example/"
        )

        assert {seen.status, corrected.status, drawn.status, moved.status} == {404}
        assert Client.objects.get().secret_made_at is None
        assert AddressChange.objects.count() == 0

    def test_are_no_business_of_officers_as_integrators(
        self, officer: Visitor, approved: Application
    ) -> None:
        """Who decides sees the application, and draws no secret of it."""
        assert officer.wire.get(f"/onboarding/{approved.pk}/").status == 404
        assert draw(officer, approved, "sandbox").status == 404

    def test_answer_like_those_that_do_not_exist(self, integrator: Visitor) -> None:
        assert integrator.wire.get(f"/onboarding/{uuid.uuid4()}/").status == 404


class TestDeciding:
    def test_an_approval_opens_the_sandbox_and_tells_the_integrator(
        self, approved: Application
    ) -> None:
        client = Client.objects.get()

        assert approved.state == "approved"
        assert client.environment == "sandbox"
        assert client.redirect_uris == [SANDBOX_CALLBACK]
        assert RegisteredSystem.objects.get().state == "in_test"
        assert InboxMessage.objects.count() == 1
        assert AuditRecord.objects.filter(event=DECISIONS).count() == 1

    def test_shows_the_officer_no_secret(self, officer: Visitor, approved: Application) -> None:
        page = officer.wire.get(f"/registry/applications/{approved.pk}/").text

        assert "client-secret" not in page
        assert Client.objects.get().secret_made_at is None

    def test_is_not_for_everybody(self, somebody: Somebody, application: Application) -> None:
        other = somebody(make_account())

        assert other.wire.get("/registry/applications/").status == 403
        assert other.wire.get(f"/registry/applications/{application.pk}/").status == 403

    def test_is_never_for_ones_own(
        self, somebody: Somebody, account: Account, application: Application
    ) -> None:
        mine = somebody(account, permissions=tuple(RegistryPermission))

        reply = decide(mine, application, decision="approve")

        assert reply.status == 403
        assert "不能审核自己提出的申请" in reply.text
        assert Client.objects.count() == 0

    def test_is_not_for_another_account_of_the_same_person(
        self, somebody: Somebody, application: Application
    ) -> None:
        second = make_account()
        Application.objects.update(applicant_person_id=attach(second, PROOFED_CITIZEN))
        second.refresh_from_db()

        reply = decide(
            somebody(second, permissions=tuple(RegistryPermission)),
            application,
            decision="approve",
        )

        assert reply.status == 403
        assert Client.objects.count() == 0

    @pytest.mark.parametrize("decision", ["return", "refuse"])
    def test_a_no_needs_a_reason(
        self, officer: Visitor, application: Application, decision: str
    ) -> None:
        reply = decide(officer, application, decision=decision)

        application.refresh_from_db()
        assert reply.status == 422
        assert application.state == "submitted"

    def test_happens_once(self, officer: Visitor, application: Application) -> None:
        decide(officer, application, decision="approve")

        again = decide(officer, application, decision="refuse", reason="改主意了")

        application.refresh_from_db()
        assert again.status == 409
        assert (application.state, Client.objects.count()) == ("approved", 1)

    def test_is_about_what_was_read(
        self,
        officer: Visitor,
        integrator: Visitor,
        application: Application,
        time: time_machine.Traveller,
    ) -> None:
        """Addresses that were swapped after the officer opened the page are not approved."""
        read = application.submitted_at.isoformat()
        decide(officer, application, decision="return", reason="请补充事项编码")
        time.shift(60)
        corrected = application_form(sandbox_redirect_uris="https://evil.example/callback")
        sent = integrator.send(f"/onboarding/{application.pk}/correct/", **corrected)

        reply = decide(officer, application, decision="approve", submitted_at=read)

        application.refresh_from_db()
        assert sent.status == 302
        assert reply.status == 409
        assert application.state == "resubmitted"
        assert Client.objects.count() == 0

    def test_what_was_returned_is_shown_with_the_reason(
        self, officer: Visitor, integrator: Visitor, application: Application
    ) -> None:
        decide(officer, application, decision="return", reason="请补充事项编码")

        page = integrator.wire.get(f"/onboarding/{application.pk}/correct/").text

        assert "请补充事项编码" in page
        assert "就业登记系统" in page

    def test_what_was_refused_is_not_corrected(
        self, officer: Visitor, integrator: Visitor, application: Application
    ) -> None:
        decide(officer, application, decision="refuse", reason="与职责无关")

        reply = integrator.send(f"/onboarding/{application.pk}/correct/", **application_form())

        assert reply.status == 409


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


class TestProduction:
    def issue(self, who: Visitor, application: Application) -> Reply:
        return who.send("/registry/systems/add/", f"/registry/applications/{application.pk}/issue/")

    @pytest.mark.parametrize("missing", list(Trial))
    def test_waits_for_every_point_of_the_joint_test(
        self, officer: Visitor, approved: Application, missing: Trial
    ) -> None:
        pass_every_trial(approved)
        TrialResult.objects.filter(trial=missing).delete()

        reply = self.issue(officer, approved)

        assert reply.status == 409
        assert "联调还没有全部通过" in reply.text
        assert Client.objects.count() == 1

    def test_is_issued_by_an_officer_and_drawn_by_the_integrator(
        self, officer: Visitor, integrator: Visitor, approved: Application
    ) -> None:
        pass_every_trial(approved)

        reply = self.issue(officer, approved)
        approved.refresh_from_db()
        secret = secret_of(draw(integrator, approved, "production"))

        client = Client.objects.get(environment="production")
        assert reply.status == 302
        assert client.redirect_uris == [CALLBACK]
        assert client.secret_hash == keyed_hash(ports.provider_settings().hash_key, secret)
        system = RegisteredSystem.objects.get()
        assert (system.state, system.client_id) == ("connected", client.pk)

    def test_waits_while_the_client_of_the_test_is_suspended(
        self, officer: Visitor, approved: Application
    ) -> None:
        pass_every_trial(approved)
        Client.objects.update(state=ClientState.SUSPENDED)

        assert self.issue(officer, approved).status == 403
        assert Client.objects.count() == 1

    def test_is_issued_once(self, officer: Visitor, approved: Application) -> None:
        pass_every_trial(approved)
        self.issue(officer, approved)

        assert self.issue(officer, approved).status == 409
        assert Client.objects.filter(environment="production").count() == 1

    def test_is_not_issued_by_the_integrator(
        self, somebody: Somebody, account: Account, integrator: Visitor, approved: Application
    ) -> None:
        pass_every_trial(approved)
        mine = somebody(account, permissions=tuple(RegistryPermission))

        replies = [
            self.issue(mine, approved),
            integrator.send("/onboarding/apply/", f"/registry/applications/{approved.pk}/issue/"),
        ]

        assert [reply.status for reply in replies] == [403, 403]
        assert Client.objects.count() == 1


class TestAddresses:
    EVIL = "https://evil.example/callback"

    def ask(self, who: Visitor, application: Application) -> Reply:
        return who.send(
            "/onboarding/apply/",
            f"/onboarding/{application.pk}/sandbox/addresses/",
            redirect_uris=self.EVIL,
        )

    def test_that_cannot_be_read_are_asked_for_again_and_say_why(
        self, integrator: Visitor, approved: Application
    ) -> None:
        reply = integrator.send(
            "/onboarding/apply/", f"/onboarding/{approved.pk}/sandbox/addresses/", redirect_uris=" "
        )

        assert reply.status == 422
        assert "请至少填写一个" in reply.text
        assert "<details open" in reply.text

    def test_stay_as_approved_until_an_officer_agrees(
        self, officer: Visitor, integrator: Visitor, approved: Application
    ) -> None:
        asked = self.ask(integrator, approved)
        before = Client.objects.get().redirect_uris
        change = AddressChange.objects.get()
        path = f"/registry/applications/{approved.pk}/addresses/{change.pk}/"

        agreed = officer.send("/registry/systems/add/", path, decision="approve")
        again = officer.send("/registry/systems/add/", path, decision="approve")

        assert (asked.status, before) == (302, [SANDBOX_CALLBACK])
        assert (agreed.status, again.status) == (302, 409)
        assert Client.objects.get().redirect_uris == [self.EVIL]

    def test_are_refused_with_a_reason(
        self, officer: Visitor, integrator: Visitor, approved: Application
    ) -> None:
        self.ask(integrator, approved)
        path = f"/registry/applications/{approved.pk}/addresses/{AddressChange.objects.get().pk}/"

        silent = officer.send("/registry/systems/add/", path, decision="refuse")
        said = officer.send("/registry/systems/add/", path, decision="refuse", reason="域名不符")

        assert (silent.status, said.status) == (422, 302)
        assert Client.objects.get().redirect_uris == [SANDBOX_CALLBACK]
        assert "域名不符" in integrator.wire.get(f"/onboarding/{approved.pk}/").text

    def test_wait_one_change_at_a_time(self, integrator: Visitor, approved: Application) -> None:
        self.ask(integrator, approved)

        assert self.ask(integrator, approved).status == 409
        assert AddressChange.objects.count() == 1

    def test_are_not_decided_by_who_asked(
        self, somebody: Somebody, account: Account, integrator: Visitor, approved: Application
    ) -> None:
        self.ask(integrator, approved)
        mine = somebody(account, permissions=tuple(RegistryPermission))
        path = f"/registry/applications/{approved.pk}/addresses/{AddressChange.objects.get().pk}/"

        reply = mine.send("/registry/systems/add/", path, decision="approve")

        assert reply.status == 403
        assert Client.objects.get().redirect_uris == [SANDBOX_CALLBACK]

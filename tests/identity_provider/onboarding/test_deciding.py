"""E3: an officer decides about an application."""

import pytest
import time_machine

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.identity_provider.models import (
    Application,
    Client,
    RegisteredSystem,
)
from shiming.identity_provider.types import RegistryPermission
from shiming.messages.models import InboxMessage
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import attach, make_account
from tests.identity_provider.onboarding.conftest import (
    SANDBOX_CALLBACK,
    Somebody,
    Visitor,
    application_form,
    decide,
)

DECISIONS = "identity_provider.application.decided"


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

"""E3: asking for access: what works, what is refused, and whose it is."""

import uuid

import pytest

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.models import (
    AddressChange,
    Application,
    Client,
)
from shiming.kernel.levels import Level
from tests.factories.accounts import NOW, make_account
from tests.identity_provider.onboarding.conftest import (
    Somebody,
    Visitor,
    application_form,
    decide,
)
from tests.identity_provider.onboarding.secrets_kit import (
    draw,
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

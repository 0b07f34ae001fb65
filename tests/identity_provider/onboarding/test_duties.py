"""What the four parties owe, and that they accept it with version, time and name (S19-7)."""

import re
import urllib.parse

import pytest
from django.urls import reverse

from shiming.accounts import queries as accounts
from shiming.accounts.actions.accept_agreement import accept_agreement
from shiming.accounts.actions.publish_agreement import publish_agreement
from shiming.accounts.models import Acceptance, Account
from shiming.accounts.types import AccountId
from shiming.audit.models import AuditRecord
from shiming.identity_provider import duties_file
from shiming.identity_provider.dispatch import Dispatcher
from shiming.identity_provider.models import Application
from shiming.kernel.actor import system_actor
from shiming.messages.models import OutboxMessage
from shiming.trust_sources import ports as trust_sources
from shiming.trust_sources import queries
from shiming.trust_sources.models import DutiesAcceptance
from shiming.trust_sources.queries import duties as source_duties
from shiming.trust_sources.types import SourceId, SourcePermission
from shiming.trust_sources.types.duties import DutiesParty
from tests.factories.accounts import NOW, make_account, make_actor
from tests.identity_provider.onboarding.conftest import Somebody, Visitor
from tests.identity_provider.wire import Wire
from tests.trust_sources.source_kit import PROPOSER, FakeClients
from tests.trust_sources.source_kit import approved as approved_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_site")]


@pytest.fixture
def source() -> SourceId:
    with trust_sources.source_clients.replaced(FakeClients()):
        return approved_source()


@pytest.fixture
def keeper(somebody: Somebody) -> Visitor:
    """Return an officer who enters sources."""
    return somebody(make_account(), permissions=(SourcePermission.MANAGE_SOURCES,))


def letter_to(keeper: Visitor, source: SourceId) -> tuple[str, str]:
    """Have the operator written to, and return the path and the code of the letter."""
    page = f"/trust/sources/{source}/duties/"
    before = list(OutboxMessage.objects.values_list("pk", flat=True))
    assert keeper.send(page, contact="office@city.example").status == 303
    body = OutboxMessage.objects.exclude(pk__in=before).get().content["body"]
    link, code = re.search(r"http\S+", body), re.search(r"\b[2-9A-Z]{8}\b", body)
    assert link is not None
    assert code is not None
    return urllib.parse.urlsplit(link[0]).path, code[0]


def new_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put new duties of units and of sources into force."""
    unit = duties_file.Duties(version="2027-06", zh=("新的职责。",), en=("New duties.",))
    for place in (
        "shiming.identity_provider.operations.applications",
        "shiming.identity_provider.queries.duties",
        "shiming.identity_provider.actions.onboarding.accept_new_duties",
        "shiming.identity_provider.web.views.duties",
    ):
        monkeypatch.setattr(f"{place}.current_duties", lambda: unit)
    old = source_duties.current_duties
    other = type(old(DutiesParty.SOURCE))(version="2027-06", zh=("新。",), en=("N.",))
    for module in (source_duties, queries):
        monkeypatch.setattr(module, "current_duties", lambda _party: other)


@pytest.mark.requirement("S19-7")
class TestAllFour:
    def test_are_published_with_their_versions_for_everybody(self, dispatcher: Dispatcher) -> None:
        page = Wire(dispatcher).get("/duties/").text

        for party in ("电子政务主管部门", "应用单位", "信任源提供方", "办事人"):
            assert party in page
        assert page.count("版本") >= 4
        assert "取得的信息只用于申请时写明的事项" in page
        assert "保证所提供的用户身份真实" in page
        assert f'href="{reverse("accounts:agreement")}"' in page

    def test_accept_theirs_with_version_time_and_name(
        self,
        dispatcher: Dispatcher,
        keeper: Visitor,
        source: SourceId,
        application: Application,
        account: Account,
    ) -> None:
        # The unit, when it applies.
        assert application.duties_version == duties_file.current_duties().version
        assert (application.duties_accepted_at, application.applicant_id) == (NOW, account.pk)
        # The user, when they register.
        accepted = Acceptance.objects.get(account=account)
        assert accepted.agreement.version
        # The operator of a source, with the code of a letter.
        path, code = letter_to(keeper, source)
        contact = Visitor(Wire(dispatcher))
        assert "保证所提供的用户身份真实" in contact.wire.get(path).text
        done = contact.send(path, name="王示例 主任", code=code.lower(), agrees="on")

        assert "职责已确认" in done.text
        kept = queries.list_accepted_duties(viewer=PROPOSER)[source]
        assert (kept.accepted_by, kept.accepted_at) == ("王示例 主任", NOW)
        assert kept.is_current
        assert AuditRecord.objects.filter(event="trust_sources.duties.accepted").exists()
        assert "职责已确认" in keeper.wire.get("/trust/sources/").text

    def test_accept_them_again_when_they_change(  # noqa: PLR0917  fixtures
        self,
        monkeypatch: pytest.MonkeyPatch,
        dispatcher: Dispatcher,
        keeper: Visitor,
        source: SourceId,
        integrator: Visitor,
        approved: Application,
        account: Account,
    ) -> None:
        path, code = letter_to(keeper, source)
        Visitor(Wire(dispatcher)).send(path, name="王示例 主任", code=code, agrees="on")
        waiting, old_code = letter_to(keeper, source)

        new_versions(monkeypatch)
        agreement = publish_agreement(
            version="2.0", title="协议", text="正文", actor=system_actor(device="tests"), now=NOW
        )

        assert "只确认过旧的职责" in keeper.wire.get("/trust/sources/").text
        assert Wire(dispatcher).get(waiting).status == 404
        assert old_code != code
        assert "要重新确认职责" in integrator.wire.get("/duties/").text
        integrator.send("/duties/", f"/duties/{approved.pk}/", version="2027-06")
        approved.refresh_from_db()
        assert approved.duties_version == "2027-06"
        assert "要重新确认职责" not in integrator.wire.get("/duties/").text
        assert accounts.must_accept_agreement(AccountId(account.pk), now=NOW)
        accept_agreement(agreement_id=agreement, actor=make_actor(account), now=NOW)
        assert not accounts.must_accept_agreement(AccountId(account.pk), now=NOW)


class TestLetter:
    def test_bears_five_wrong_codes_and_no_sixth_try(
        self, dispatcher: Dispatcher, keeper: Visitor, source: SourceId
    ) -> None:
        path, code = letter_to(keeper, source)
        guesser = Visitor(Wire(dispatcher))
        for _ in range(5):
            answer = guesser.send(path, name="某人", code="AAAAAAAA", agrees="on")
            assert answer.status == 422

        assert guesser.send(path, name="某人", code=code, agrees="on").status == 404
        assert not DutiesAcceptance.objects.filter(accepted_at__isnull=False).exists()
        event = "trust_sources.abuse.duties_code_wrong"
        assert AuditRecord.objects.filter(event=event).count() == 5

    def test_is_answered_once(
        self, dispatcher: Dispatcher, keeper: Visitor, source: SourceId
    ) -> None:
        path, code = letter_to(keeper, source)
        contact = Visitor(Wire(dispatcher))
        contact.send(path, name="王示例", code=code, agrees="on")

        assert contact.wire.get(path).status == 404

    def test_is_sent_by_officers_alone(self, somebody: Somebody, source: SourceId) -> None:
        stranger = somebody(make_account())

        assert stranger.wire.get(f"/trust/sources/{source}/duties/").status == 403


class TestUnits:
    def test_accept_for_their_own_systems_alone(
        self, monkeypatch: pytest.MonkeyPatch, somebody: Somebody, approved: Application
    ) -> None:
        stranger = somebody(make_account())
        new_versions(monkeypatch)

        stranger.send("/onboarding/apply/", f"/duties/{approved.pk}/", version="2027-06")

        approved.refresh_from_db()
        assert approved.duties_version != "2027-06"

    def test_accept_what_was_on_the_page_and_nothing_newer(
        self, monkeypatch: pytest.MonkeyPatch, integrator: Visitor, approved: Application
    ) -> None:
        new_versions(monkeypatch)

        answer = integrator.send("/duties/", f"/duties/{approved.pk}/", version="2026-11")

        approved.refresh_from_db()
        assert (answer.status, approved.duties_version) == (409, "2026-11")

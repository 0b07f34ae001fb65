"""The first page and the help centre."""

import datetime as dt
import pathlib
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

import shiming
from shiming.accounts import ports as accounts
from shiming.accounts.models import Account
from shiming.accounts.types import AccountId, AccountPermission, AccountPolicy
from shiming.accounts.types.applications import ApplicationPermission
from shiming.audit.types import AuditPermission
from shiming.directory import help_texts, ports
from shiming.directory.actions.grant_permission import grant_permission
from shiming.directory.permission_names import PERMISSION_NAMES
from shiming.directory.types import DirectoryPermission
from shiming.directory.web.portal import DESKS, DeskLanding, HelpPage, HomePage, ladder_at
from shiming.identity_provider.types import ProvisioningPermission, RegistryPermission
from shiming.jobs.types import JobPermission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.legal_persons.types import LegalPersonPermission
from shiming.messages import operations as messages
from shiming.messages.types import MessagePermission
from shiming.proofing import operations as proofing
from shiming.proofing.actions.start_proofing import start_proofing
from shiming.proofing.types import EvidenceKind, ProofingPermission
from shiming.trust_sources.types import NodePermission, SourcePermission, TrustPermission
from shiming.web_kit import frame
from tests.cast import MINOR, PROOFED_CITIZEN, UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    PASSWORD,
    make_account,
    make_account_of,
    make_actor,
    person_of,
    start_session,
)

pytestmark = pytest.mark.django_db

HOME = "/"
HELP = "/help/"
# Leaflets and other pages point to these: anchors may be added, never renamed.
ANCHORS = {
    "prepare",
    "levels",
    "documents",
    "photo",
    "photo-again",
    "photo-wrong",
    "live",
    "camera",
    "live-failed",
    "register-unavailable",
    "mismatch",
    "review",
    "other-account",
    "window",
    "minors",
    "data",
    "face-data",
    "fraud",
    "code",
    "password",
    "accessibility",
}
_SYSTEM = system_actor(device="tests")


def client_of(account: Account) -> Client:
    client = Client()
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value
    return client


def account_with(member: Member, *kinds: EvidenceKind) -> Account:
    """Return an account of one of the cast, for whom this much is proven."""
    now = clock.now()
    account = make_account_of(member, is_attached=True, now=now)
    for kind in kinds:
        proofing.add_evidence(
            person_id=person_of(account),
            account_id=account.pk,
            kind=kind,
            source="tests",
            actor=_SYSTEM,
            now=now,
            valid_until=now + dt.timedelta(days=365) if kind is EvidenceKind.LIVE_FACE else None,
        )
    return account


def member_of_staff(*permissions: str) -> Account:
    account = make_account(user_name="staff", now=clock.now())
    for permission in permissions:
        grant_permission(
            account_id=AccountId(account.pk),
            permission=permission,
            granter=_SYSTEM,
            now=clock.now(),
        )
    return account


def main_of(client: Client, url: str = HOME, language: str = "zh-hans") -> str:
    response = client.get(url, headers={"Accept-Language": language})
    assert response.status_code == 200
    found = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


class TestHomeForVisitors:
    def test_offers_the_two_ways_in(self, client: Client) -> None:
        page = main_of(client)

        assert 'href="/sign-in/"' in page
        assert 'href="/register/"' in page

    def test_explains_steps_levels_and_protection(self, client: Client) -> None:
        page = main_of(client)

        for told in ("拍摄身份证", "人脸核验", "初级实名", "中级实名", "高级实名", "不建人脸库"):
            assert told in page

    def test_offers_no_desk(self, client: Client) -> None:
        assert "工作台" not in main_of(client)


class TestHomeForCitizens:
    def test_says_what_is_missing_and_leads_there(self) -> None:
        page = main_of(client_of(make_account_of(UNPROOFED_CITIZEN, now=clock.now())))

        assert "达到中级实名还差 2 步" in page
        assert "核对姓名和证件号码" in page
        assert 'href="/proofing/start/"' in page

    def test_asks_a_confirmed_person_for_the_face_alone(self) -> None:
        account = account_with(PROOFED_CITIZEN, EvidenceKind.REGISTER_TWO_FACTORS)

        page = main_of(client_of(account))

        assert "达到中级实名还差 1 步" in page
        assert "核对姓名和证件号码" not in page

    def test_sends_minors_to_the_window_for_their_face(self) -> None:
        account = account_with(MINOR, EvidenceKind.REGISTER_TWO_FACTORS)

        page = main_of(client_of(account))

        assert 'href="/help/#window"' in page
        assert 'href="/proofing/start/"' not in page

    def test_asks_for_nothing_once_all_is_proven(self) -> None:
        account = account_with(
            PROOFED_CITIZEN, EvidenceKind.REGISTER_TWO_FACTORS, EvidenceKind.LIVE_FACE
        )

        page = main_of(client_of(account))

        assert "还差" not in page
        assert "有效期至" in page
        assert page.count("portal-ladder__one--reached") == 2

    def test_leads_back_into_what_was_begun(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, now=clock.now())
        start_proofing(
            actor=make_actor(account, now=clock.now()),
            wanted_level=Level.INTERMEDIATE,
            return_to="",
            now=clock.now(),
        )

        page = main_of(client_of(account))

        assert "填写中" in page
        assert 'href="/proofing/result/"' in page
        assert "继续办理" in page

    def test_counts_unread_messages(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, now=clock.now())
        client = client_of(account)
        assert "没有未读消息" in main_of(client)

        messages.notify(
            template="proofing/passed_manually",
            account_id=account.pk,
            context={},
            now=clock.now(),
        )

        assert "1 条未读消息" in main_of(client)

    def test_shows_the_name_masked(self) -> None:
        account = account_with(PROOFED_CITIZEN)

        page = main_of(client_of(account))

        assert PROOFED_CITIZEN.person_name.masked in page
        assert PROOFED_CITIZEN.name not in page


class TestHomeForStaff:
    @pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.url_name)
    def test_shows_each_desk_to_whoever_may_use_it(self, desk: object) -> None:
        shown = next(one for one in DESKS if one is desk)

        client = client_of(member_of_staff(shown.permission))

        links = re.findall(r'href="([^"]+)"', main_of(client))
        desks = {desk.url for desk in DESKS}
        mine = [one.url for one in DESKS if one.permission == shown.permission]
        assert [link for link in links if link in desks] == mine
        assert client.get(shown.url).status_code == 200

    def test_names_permissions_that_exist(self) -> None:
        known = {
            *AccountPermission,
            *ApplicationPermission,
            *ProofingPermission,
            *JobPermission,
            *LegalPersonPermission,
            *MessagePermission,
            *DirectoryPermission,
            *TrustPermission,
            *SourcePermission,
            *NodePermission,
            *ProvisioningPermission,
            *RegistryPermission,
        }

        assert {desk.permission for desk in DESKS} <= known

    def test_leave_no_permission_without_a_way_to_its_page(self) -> None:
        within_another_desk = {
            AccountPermission.UNLOCK,
            AccountPermission.FREEZE,
            AccountPermission.RESET_SECOND_FACTOR,
        }
        without_a_page = {AuditPermission.READ}

        reached = {desk.permission for desk in DESKS} | within_another_desk | without_a_page
        assert set(PERMISSION_NAMES) == reached

    @pytest.mark.requirement("S10-1", "S15-7")
    def test_opens_after_sign_in_what_belongs_to_their_permissions_and_shows_no_more(
        self,
    ) -> None:
        landing = DeskLanding()
        several = frozenset({ProofingPermission.REVIEW, JobPermission.MANAGE})

        assert landing.landing_url(frozenset()) == ""
        assert landing.landing_url(frozenset({ProofingPermission.REVIEW})) == "/review/"
        assert landing.landing_url(several) == "/"
        staff = make_account(user_name="pruefer", password=PASSWORD, now=clock.now())
        grant_permission(
            account_id=AccountId(staff.pk),
            permission=ProofingPermission.REVIEW,
            granter=_SYSTEM,
            now=clock.now(),
        )
        client = Client()
        with (
            accounts.landing_page.replaced(landing),
            accounts.policy.replaced(AccountPolicy(checked_forms=frozenset())),
        ):
            answer = client.post("/sign-in/", {"identifier": "pruefer", "password": PASSWORD})
            assert answer["Location"] == "/review/"
            page = main_of(client)
        assert 'href="/review/"' in page
        assert 'href="/jobs/"' not in page

    def test_does_not_ask_them_for_a_proof(self) -> None:
        page = main_of(client_of(member_of_staff(ProofingPermission.REVIEW)))

        assert "实名等级" not in page


class TestHelp:
    def test_can_be_read_by_anybody(self, client: Client) -> None:
        page = main_of(client, HELP)

        assert "怎样一次拍好身份证？" in page
        assert "未满十八周岁" in page

    def test_gives_every_question_an_address_that_stays(self, client: Client) -> None:
        page = main_of(client, HELP)

        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(ids) >= ANCHORS
        given = {
            question.anchor for topic in help_texts.topics_in("zh") for question in topic.questions
        }
        assert given == ANCHORS

    @pytest.mark.parametrize("language", help_texts.LANGUAGES)
    def test_answers_every_question(self, language: str) -> None:
        silent = [
            question.anchor
            for topic in help_texts.topics_in(language)
            for question in topic.questions
            if not (question.paragraphs or question.points)
        ]

        assert silent == []

    def test_says_as_many_things_in_both_languages(self) -> None:
        shapes = [
            [
                (question.anchor, len(question.paragraphs), len(question.points))
                for topic in help_texts.topics_in(language)
                for question in topic.questions
            ]
            for language in help_texts.LANGUAGES
        ]

        assert shapes[0] == shapes[1]

    @pytest.mark.requirement("S12-4")
    def test_is_one_click_from_the_sign_in_page(self, client: Client) -> None:
        assert 'href="/help/"' in client.get("/sign-in/").content.decode()
        assert client.get(HELP).status_code == 200

    def test_has_whatever_templates_point_to(self) -> None:
        sources = pathlib.Path(shiming.__file__).parent
        wanted = {
            anchor
            for pattern in ("*/templates/**/*.html", "*/web/**/*.py")
            for path in sources.glob(pattern)
            for anchor in re.findall(r"(?:help_url }}|/help/)#([a-z-]+)", path.read_text("utf-8"))
        }

        assert wanted
        assert wanted <= ANCHORS


class TestLinks:
    @pytest.mark.parametrize("url", [HOME, HELP])
    def test_lead_somewhere_for_visitors(self, client: Client, url: str) -> None:
        assert self._dead(client, url) == []

    @pytest.mark.parametrize("url", [HOME, HELP])
    def test_lead_somewhere_for_citizens(self, url: str) -> None:
        client = client_of(make_account_of(UNPROOFED_CITIZEN, now=clock.now()))

        assert self._dead(client, url) == []

    @staticmethod
    def _dead(client: Client, url: str) -> list[str]:
        """Follow every link of a page, frame included, and return those that fail."""
        page = client.get(url).content.decode()
        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', page))
        assert {"/", "/proofing/", "/me/messages/", "/me/", "/help/"} <= links
        return sorted(link for link in links if client.get(link, follow=True).status_code != 200)


class TestRendering:
    def test_asks_the_database_nothing(
        self, rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        advice = ports.LevelAdvice(
            level=Level.PRIMARY, goal="中级实名", missing=(ports.MissingStep(label="人脸核验"),)
        )
        pages = {
            "directory/home.html": HomePage(
                is_signed_in=True, ladder=ladder_at(Level.PRIMARY), advice=advice, desks=DESKS
            ),
            "directory/help.html": HelpPage(topics=help_texts.topics_in("zh")),
        }

        with (
            frame.frame_source.replaced(frame.PlainFrameSource()),
            django_assert_num_queries(0),
        ):
            for template, page in pages.items():
                assert "<main" in render_to_string(template, {"page": page}, rf.get(HOME))


class TestEnglish:
    def test_leaves_no_word_untranslated(self, client: Client) -> None:
        staff = client_of(member_of_staff(*{desk.permission for desk in DESKS}))

        for html in (
            main_of(client, HOME, "en"),
            main_of(client, HELP, "en"),
            main_of(staff, HOME, "en"),
        ):
            assert re.findall(r"[\u4e00-\u9fff]+", words_of(html)) == []

    def test_knows_one_from_many(self) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, now=clock.now())
        client = client_of(account)

        assert "steps are missing for" in main_of(client, HOME, "en")

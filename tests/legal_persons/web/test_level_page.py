"""The page that says what a unit lacks for a level, and leads back to what was wanted."""

from collections.abc import Iterator

import pytest
from django.test import Client

from shiming.accounts import ports as accounts
from shiming.accounts.actions.switch_identity import switch_identity
from shiming.accounts.models import Account, OutsideProofRow
from shiming.accounts.queries import actor_of_session, find_live_session
from shiming.accounts.types import LICENCE_METHOD, AccountKind, FaceErrandKind
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.kernel.ids import new_id
from shiming.legal_persons import operations
from shiming.legal_persons.models import LegalPerson, LegalPersonEvidence
from shiming.legal_persons.types import LegalPersonId, UnitEvidenceKind
from shiming.proofing.models import Evidence
from tests.accounts.face_fakes import FakeFaceCheck
from tests.accounts.web.conftest import post, sign_in_as
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.accounts import make_account, person_of, start_session
from tests.factories.legal_persons import UNIT_NAME, make_office, make_proofed, make_unit

pytestmark = pytest.mark.django_db

BACK = "/oauth2/continue/019cacb3-f200-73a0-9eda-0c15d328a3e0"
TRANSACTION = "019cacb3-f200-73a0-9eda-0c15d328a3e0"
PAGE = "/enterprises/level/"


@pytest.fixture(autouse=True)
def face() -> Iterator[FakeFaceCheck]:
    with accounts.face_check.replaced(face := FakeFaceCheck()):
        yield face


@pytest.fixture
def head() -> Account:
    return make_proofed(LEGAL_REPRESENTATIVE, now=clock.now())


@pytest.fixture
def unit(head: Account) -> LegalPersonId:
    unit = make_unit(now=clock.now())
    make_office(unit, LEGAL_REPRESENTATIVE, head, now=clock.now())
    return unit


@pytest.fixture
def browser(head: Account, unit: LegalPersonId) -> Client:
    """Return the browser of the representative, who acts for the unit."""
    browser = Client(enforce_csrf_checks=True)
    started = sign_in_as(browser, head)
    session = find_live_session(cookie_value=started.cookie_value, now=clock.now())
    assert session is not None
    office = accounts.identity_source().list_identities(
        account_id=started.account_id, person_id=person_of(head), now=clock.now()
    )[1]
    switch_identity(key=office.key, actor=actor_of_session(session), now=clock.now())
    return browser


def prove(unit: LegalPersonId, kind: UnitEvidenceKind) -> None:
    operations.add_evidence(
        legal_person_id=unit,
        kind=kind,
        source="tests",
        actor=system_actor(device="tests"),
        now=clock.now(),
    )


class TestWays:
    def test_are_shown_with_the_way_back(self, browser: Client) -> None:
        page = browser.get(f"{PAGE}?level=intermediate&next={BACK}").content.decode()

        assert UNIT_NAME in page
        assert "核验单位本身，任选一种方式" in page
        assert "到服务窗口当面核验" in page
        assert "数字证书或电子执照" in page
        assert "报税用户" in page
        assert f'href="{BACK}"' in page

    def test_say_that_nothing_is_missing_once_the_unit_was_seen(
        self, browser: Client, unit: LegalPersonId
    ) -> None:
        prove(unit, UnitEvidenceKind.COUNTER)

        page = browser.get(f"{PAGE}?level=intermediate&next={BACK}").content.decode()

        assert "已达到需要的等级" in page
        assert f'href="{BACK}"' in page

    def test_name_the_register_for_the_primary_level(self, browser: Client) -> None:
        page = browser.get(f"{PAGE}?level=primary").content.decode()

        assert "与登记部门核对一致" in page
        assert "任选一种方式" not in page

    def test_lead_to_no_other_site(self, browser: Client) -> None:
        page = browser.get(f"{PAGE}?level=primary&next=https://elsewhere.example/").content.decode()

        assert 'href="https://elsewhere' not in page
        assert browser.get(f"{PAGE}?transaction=no-uuid").status_code == 404

    def test_are_for_those_who_act_for_a_unit(self, head: Account) -> None:
        oneself = Client()
        sign_in_as(oneself, head)

        assert oneself.get(PAGE).status_code == 404
        assert Client().get(PAGE).status_code == 302


class TestOwnAccountOfTheUnit:
    @pytest.mark.parametrize(("method", "is_shown"), [("pwd", False), (LICENCE_METHOD, True)])
    def test_is_led_to_its_certificate_or_licence_unless_it_came_by_one(
        self, unit: LegalPersonId, method: str, *, is_shown: bool
    ) -> None:
        prove(unit, UnitEvidenceKind.COUNTER)
        own = make_account(kind=AccountKind.UNIT)
        LegalPerson.objects.filter(pk=unit).update(account=own)
        alone = Client()
        alone.cookies["shiming_session"] = start_session(
            own, method=method, now=clock.now()
        ).cookie_value

        page = alone.get(f"{PAGE}?level=intermediate&next={BACK}").content.decode()

        assert ("methods=certificate%2Clicence" in page) is not is_shown
        assert ("已达到需要的等级" in page) is is_shown
        assert "您本人" not in page


class TestFaceOfTheTransaction:
    url = f"{PAGE}?level=advanced&next={BACK}&transaction={TRANSACTION}"

    def test_is_shown_here_once_it_is_all_that_is_missing(
        self, browser: Client, unit: LegalPersonId, head: Account, face: FakeFaceCheck
    ) -> None:
        before = browser.get(self.url).content.decode()
        prove(unit, UnitEvidenceKind.COUNTER)
        after = browser.get(self.url).content.decode()
        check = post(browser, self.url)["Location"]
        path, _, query = check.partition("?")
        browser.get(check)
        back = post(browser, f"{path}finish/?{query}")

        assert ">核验人脸<" not in before.replace("\n", "").replace(" ", "")
        assert "核验人脸" in after
        assert face.errands == [FaceErrandKind.TRANSACTION]
        # The browser goes on from a page of ours: the next address may lead off this site.
        assert BACK in back.content.decode()
        kept = LegalPersonEvidence.objects.get(kind=UnitEvidenceKind.TRANSACTION_FACE)
        assert (kept.transaction, kept.kept_by) == (TRANSACTION, head.pk)
        assert kept.valid_until is not None
        assert Evidence.objects.get(kind="transaction_face").transaction == TRANSACTION

    def test_is_not_asked_for_while_something_else_is_missing(self, browser: Client) -> None:
        browser.get(self.url)

        assert post(browser, self.url).status_code == 200
        assert not OutsideProofRow.objects.exists()

    def test_of_a_person_for_themselves_is_shown_on_a_page_of_its_own(
        self, head: Account, face: FakeFaceCheck
    ) -> None:
        oneself = Client(enforce_csrf_checks=True)
        sign_in_as(oneself, head)
        url = f"/proofing/transaction/{new_id()}/?next={BACK}"

        led = oneself.get(url)

        # They are primary only: what lies below `advanced` comes first, and leads back here.
        assert led.status_code == 302
        assert led["Location"].startswith("/proofing/start/?level=intermediate&next=%2Fproofing%2F")

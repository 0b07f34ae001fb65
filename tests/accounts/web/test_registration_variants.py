import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from shiming.accounts import ports
from shiming.accounts.models import Acceptance, Account
from shiming.accounts.types import AccountPermission, FilingKind, RegistrationVariant
from shiming.kernel import clock
from shiming.proofing.counter_word import CounterWord
from tests.accounts.actions.registration.test_filed_first import File
from tests.accounts.conftest import FakePermissionSource
from tests.accounts.web.conftest import send, sign_in_as
from tests.accounts.web.recovery.recovery_kit import EXPLANATION, upload
from tests.cast import PROOFED_CITIZEN, UNPROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, last_code, make_account, make_account_of

pytestmark = pytest.mark.django_db

DOCUMENT = {
    "document_type": "resident_id_card",
    "number": UNPROOFED_CITIZEN.number,
    "name": UNPROOFED_CITIZEN.name,
}
CHOSEN = {"password": PASSWORD, "repeat": PASSWORD}


def prove_mobile(client: Client) -> str:
    send(client, "/register/", mobile=UNPROOFED_CITIZEN.mobile, is_agreed="on")
    return last_code(UNPROOFED_CITIZEN.mobile)


class TestKindOfUser:
    @pytest.mark.requirement("S29-3")
    def test_is_chosen_where_register_leads_to(self, client: Client) -> None:
        home = client.get("/sign-in/").content.decode()
        assert 'href="/register/"' in home

        individual = client.get("/register/").content.decode()
        unit = client.get("/register/unit/").content.decode()

        for page in (individual, unit):
            assert re.search(r'href="/register/"[^>]*>个人<', page)
            assert re.search(r'href="/register/unit/"[^>]*>单位<', page)
        # A unit is registered by somebody who has an account: the page says how it goes on.
        assert "经办人注册个人账户" in unit
        assert 'href="/activate/"' in unit

    def test_keeps_what_the_person_came_for(self, client: Client) -> None:
        page = client.get("/register/unit/?next=/me/password/").content.decode()

        assert 'href="/register/?next=/me/password/"' in page.replace("%2F", "/")


class TestCardFiledFirst:
    @pytest.fixture
    def file(self, change_policy: Callable[..., None]) -> Iterator[File]:
        change_policy(registration_variant=RegistrationVariant.CARD_FILED_FIRST)
        with ports.filing_source.replaced(one := File()):
            yield one

    def test_asks_for_the_filed_document(self, client: Client, file: File) -> None:
        file.add(UNPROOFED_CITIZEN, FilingKind.CARD_READ, has_mobile=False)
        code = prove_mobile(client)
        assert "证件号码" in client.get("/register/code/").content.decode()

        done = send(client, "/register/code/", code=code, user_name="", **CHOSEN, **DOCUMENT)

        assert done["Location"] == "/me/"
        assert Account.objects.count() == 1

    def test_says_what_to_do_instead(self, client: Client, file: File) -> None:
        code = prove_mobile(client)

        refused = send(client, "/register/code/", code=code, user_name="", **CHOSEN, **DOCUMENT)

        assert refused.status_code == 404
        assert "请携带身份证原件到服务窗口读卡建档" in refused.content.decode()

    def test_leads_who_is_registered_to_the_sign_in(self, client: Client, file: File) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        code = prove_mobile(client)
        document = {
            **DOCUMENT,
            "number": PROOFED_CITIZEN.number,
            "name": PROOFED_CITIZEN.name,
        }

        refused = send(client, "/register/code/", code=code, user_name="", **CHOSEN, **document)

        assert refused.status_code == 409
        assert 'href="/sign-in/"' in refused.content.decode()


class TestRegistrationCode:
    @pytest.fixture(autouse=True)
    def _proofing(self) -> Iterator[None]:
        with ports.counter_confirmations.replaced(CounterWord()):
            yield

    @pytest.fixture
    def printed(self, permission_source: FakePermissionSource) -> str:
        permission_source.answer = frozenset({AccountPermission.CAPTURE_AT_COUNTER})
        clerk = Client(enforce_csrf_checks=True)
        sign_in_as(clerk, make_account(now=clock.now()))
        clerk.get("/counter/capture/")
        answer = clerk.post(
            "/counter/capture/",
            {
                "csrfmiddlewaretoken": clerk.cookies["csrftoken"].value,
                **DOCUMENT,
                "explanation": EXPLANATION,
                "picture": upload(),
            },
        )
        permission_source.answer = frozenset()
        found = re.search(r'acc-code">([A-Z0-9-]+)<', answer.content.decode())
        assert found is not None
        assert "no-store" in answer["Cache-Control"]
        return found[1]

    def test_finishes_a_registration(self, client: Client, printed: str) -> None:
        code = prove_mobile(client)
        assert 'href="/register/counter/"' in client.get("/register/code/").content.decode()

        done = send(
            client,
            "/register/counter/",
            code=code,
            registration_code=printed.lower(),
            **DOCUMENT,
            **CHOSEN,
        )

        assert done["Location"] == "/me/"
        assert Account.objects.get(mobile__isnull=False).person_id is not None

    def test_is_refused_beside_its_field(self, client: Client, printed: str) -> None:
        code = prove_mobile(client)

        refused = send(
            client,
            "/register/counter/",
            code=code,
            registration_code="AAAA-AAAA-AA",
            **DOCUMENT,
            **CHOSEN,
        )

        assert refused.status_code == 409
        assert "注册码与证件不符" in refused.content.decode()

    def test_is_taken_from_who_is_signed_in(self, client: Client, printed: str) -> None:
        account = make_account_of(UNPROOFED_CITIZEN, password=PASSWORD, now=clock.now())
        sign_in_as(client, account)

        done = send(client, "/me/registration-code/", registration_code=printed, **DOCUMENT)

        assert done["Location"] == "/me/"
        account.refresh_from_db()
        assert account.person_id is not None

    def test_sends_who_skips_the_mobile_back(self, client: Client) -> None:
        assert client.get("/register/counter/")["Location"] == "/register/"


UNIT_NAME = "example_unit"


@pytest.mark.requirement("S29-4")
class TestBothKinds:
    """The same fields for a person and for a unit, which are labelled for it."""

    @pytest.mark.parametrize(
        ("start", "labels", "kind"),
        [
            ("/register/", ["用户名", "设置密码", "再次输入密码"], "natural_person"),
            ("/register/unit/", ["企业用户名", "设置企业密码", "再次输入企业密码"], "unit"),
        ],
        ids=["person", "unit"],
    )
    def test_give_name_password_twice_mobile_code_and_agreement(
        self, client: Client, start: str, labels: list[str], kind: str
    ) -> None:
        first = client.get(start).content.decode()
        assert re.search(r'name="mobile"', first)
        assert "《网络服务使用协议》" in first
        refused = send(client, start, mobile=UNPROOFED_CITIZEN.mobile)
        assert "还没有同意服务协议" in refused.content.decode()
        asked = send(client, start, mobile=UNPROOFED_CITIZEN.mobile, is_agreed="on")
        assert asked["Location"] == f"{start}code/"
        second = client.get(f"{start}code/").content.decode()
        for label in labels:
            assert re.search(rf"<label[^>]*>\s*{label}", second)
        entries = {"code": last_code(UNPROOFED_CITIZEN.mobile), "user_name": UNIT_NAME}
        unlike = send(client, f"{start}code/", **entries, password=PASSWORD, repeat="Andere-7-X")
        assert "两次输入的密码不一致" in unlike.content.decode()

        done = send(client, f"{start}code/", **entries, **CHOSEN)

        assert done["Location"] == "/me/"
        account = Account.objects.get()
        assert (account.kind, account.user_name) == (kind, UNIT_NAME)
        acceptance = Acceptance.objects.get(account=account)
        assert acceptance.agreement.title == "网络服务使用协议"
        assert acceptance.agreement.version
        other = Client()
        assert (
            other.post("/sign-in/", {"identifier": UNIT_NAME.upper(), "password": PASSWORD})
            .headers["Location"]
            .endswith("/me/")
        )


class TestUnits:
    def test_have_a_user_name(self, client: Client) -> None:
        send(client, "/register/unit/", mobile=UNPROOFED_CITIZEN.mobile, is_agreed="on")
        code = last_code(UNPROOFED_CITIZEN.mobile)

        refused = send(client, "/register/unit/code/", code=code, user_name="", **CHOSEN)

        assert refused.status_code == 422
        assert not Account.objects.exists()

    def test_are_told_how_they_become_known(self, client: Client) -> None:
        send(client, "/register/unit/", mobile=UNPROOFED_CITIZEN.mobile, is_agreed="on")
        code = last_code(UNPROOFED_CITIZEN.mobile)
        send(client, "/register/unit/code/", code=code, user_name=UNIT_NAME, **CHOSEN)

        page = client.get("/me/").content.decode()

        assert "单位实名由经办人办理" in page
        assert "您还没有完成实名认证" not in page

    @pytest.mark.parametrize(
        "variant", [RegistrationVariant.CARD_FILED_FIRST, RegistrationVariant.REAL_NAME_AT_ONCE]
    )
    def test_are_no_way_round_the_proof_that_a_portal_wants_first(
        self, client: Client, change_policy: Callable[..., None], variant: RegistrationVariant
    ) -> None:
        code = prove_mobile(client)
        change_policy(registration_variant=variant)
        assert 'name="mobile"' not in client.get("/register/unit/").content.decode()

        refused = send(client, "/register/unit/code/", code=code, user_name=UNIT_NAME, **CHOSEN)

        assert refused.status_code == 403
        assert "经办人先注册个人账户" in refused.content.decode()
        assert not Account.objects.exists()

    def test_do_not_share_a_mobile_with_another_account(self, client: Client) -> None:
        make_account_of(UNPROOFED_CITIZEN)
        send(client, "/register/unit/", mobile=UNPROOFED_CITIZEN.mobile, is_agreed="on")
        code = last_code(UNPROOFED_CITIZEN.mobile)

        refused = send(client, "/register/unit/code/", code=code, user_name=UNIT_NAME, **CHOSEN)

        assert refused.status_code == 409
        assert "已经注册" in refused.content.decode()
        assert Account.objects.count() == 1

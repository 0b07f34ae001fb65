import pytest
from django.test import Client

from shiming.accounts.models import Account, AccountLink, Portal
from shiming.accounts.types import AccountState
from shiming.kernel import clock
from tests.accounts.actions.recovery.conftest import MAIL, last_mail_code
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.cast import AGENT, UNPROOFED_CITIZEN
from tests.factories.accounts import PASSWORD, last_code, make_account, make_account_of

pytestmark = pytest.mark.django_db

FREE = "15401000088"


@pytest.fixture
def account() -> Account:
    return make_account_of(UNPROOFED_CITIZEN, password=PASSWORD, now=clock.now())


@pytest.fixture
def demanding() -> Portal:
    """A portal that wants both contacts at the first sign-in."""
    portal, _ = Portal.objects.update_or_create(
        host="",
        defaults={"code": "main", "name": "校园门户", "required_contacts": ["email", "mobile"]},
    )
    return portal


def sign_in(client: Client, user_name: str, url: str = "/sign-in/") -> str:
    answer = send(client, url, identifier=user_name, password=PASSWORD)
    assert answer.status_code in {302, 303}
    return answer["Location"]


class TestContacts:
    def test_are_shown_masked_with_their_history(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        send(client, "/me/contacts/email/", contact=MAIL)
        send(client, "/me/contacts/code/", code=last_mail_code())

        page = client.get("/me/contacts/").content.decode()

        assert "g***@example.com" in page
        assert MAIL not in page
        assert UNPROOFED_CITIZEN.mobile not in page
        assert "还没有变更过" not in page

    def test_change_a_mobile_by_way_of_the_old_one(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        asked = send(client, "/me/contacts/mobile/", contact=FREE)
        assert asked["Location"] == "/me/contacts/old/"
        client.get("/me/contacts/old/")
        assert post(client, "/me/contacts/old/send/")["Location"] == "/me/contacts/old/"
        proven = send(client, "/me/contacts/old/", code=last_code(UNPROOFED_CITIZEN.mobile))
        assert proven["Location"] == "/me/contacts/mobile/"
        sent = send(client, "/me/contacts/mobile/", contact=FREE)
        assert sent["Location"] == "/me/contacts/code/"
        bound = send(client, "/me/contacts/code/", code=last_code(FREE))

        assert "绑定成功" in bound.content.decode()
        account.refresh_from_db()
        assert account.mobile == f"+86{FREE}"

    def test_send_nowhere_who_has_asked_for_no_code(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        assert client.get("/me/contacts/code/")["Location"] == "/me/contacts/"


class TestFirstSignIn:
    @pytest.mark.requirement("S14-4", "S14-6")
    def test_goes_no_further_before_email_and_mobile_are_proven_and_saved(
        self, client: Client, demanding: Portal
    ) -> None:
        make_account(user_name="zhang-san", password=PASSWORD, now=clock.now())

        landed = sign_in(client, "zhang-san", "/sign-in/?next=/me/password/")
        assert landed.startswith("/me/contacts/complete/?next=")
        for elsewhere in ("/me/", "/me/password/", "/", "/me/links/"):
            assert client.get(elsewhere)["Location"].startswith("/me/contacts/complete/")
        early = send(client, landed)
        assert early.status_code == 422
        page = client.get(landed).content.decode()
        assert "绑定电子邮箱" in page
        assert "绑定手机号码" in page

        send(client, "/me/contacts/email/", contact=MAIL)
        send(client, "/me/contacts/code/", code=last_mail_code())
        assert client.get("/me/")["Location"].startswith("/me/contacts/complete/")
        send(client, "/me/contacts/mobile/", contact=FREE)
        bound = send(client, "/me/contacts/code/", code=last_code(FREE))
        assert "绑定成功" in bound.content.decode()
        saved = send(client, landed)

        assert saved["Location"] == "/me/password/"
        assert client.get("/me/").status_code == 200
        account = Account.objects.get()
        assert (account.email, account.mobile) == (MAIL, f"+86{FREE}")

    def test_goes_straight_on_where_they_are_there(
        self, client: Client, account: Account, demanding: Portal
    ) -> None:
        demanding.required_contacts = ["mobile"]
        demanding.save()

        assert sign_in(client, UNPROOFED_CITIZEN.mobile) == "/me/"

    def test_can_always_sign_out(self, client: Client, demanding: Portal) -> None:
        make_account(user_name="zhang-san", password=PASSWORD, now=clock.now())
        sign_in(client, "zhang-san")

        answer = send(client, "/sign-out/", confirmed="yes")

        assert answer["Location"].startswith("/sign-in/")


class TestLinks:
    @pytest.fixture
    def other(self) -> Account:
        return make_account(
            user_name="gan-student", mobile=AGENT.mobile, password=PASSWORD, now=clock.now()
        )

    def link(self, client: Client, other: Account, *, way: str = "link") -> str:
        asked = send(client, "/me/links/new/", identifier="gan-student", password=PASSWORD)
        assert asked["Location"] == f"/me/links/new/{other.pk}/"
        page = client.get(asked["Location"]).content.decode()
        assert "gan-student" in page
        assert AGENT.mobile not in page
        done = post(client, asked["Location"], way=way, code=last_code(AGENT.mobile))
        return done.content.decode()

    def test_are_made_switched_and_ended(
        self, client: Client, account: Account, other: Account
    ) -> None:
        sign_in_as(client, account)
        assert "账户已关联" in self.link(client, other)

        client.get("/me/links/")
        switched = post(client, f"/me/links/switch/{other.pk}/")
        assert switched["Location"] == "/me/"
        assert "gan-student" in client.get("/me/").content.decode()
        page = client.get("/me/links/").content.decode()
        link = AccountLink.objects.get()
        assert f"/me/links/{link.pk}/end/" in page
        ended = send(client, f"/me/links/{link.pk}/end/", confirmed="yes")

        assert "已解除关联" in ended.content.decode()
        other.refresh_from_db()
        assert other.mobile == AGENT.mobile_number.value

    def test_show_what_is_merged_before_it_is(
        self, client: Client, account: Account, other: Account
    ) -> None:
        sign_in_as(client, account)

        assert "账户已合并" in self.link(client, other, way="merge")

        other.refresh_from_db()
        assert other.state == AccountState.CLOSED
        assert "前可以撤销" in client.get("/me/links/").content.decode()

    def test_tell_nothing_of_an_account_that_was_not_proven(
        self, client: Client, account: Account, other: Account
    ) -> None:
        sign_in_as(client, account)
        pages = [
            client.get(f"/me/links/new/{account_id}/").content.decode()
            for account_id in (other.pk, account.pk)
        ]

        assert "gan-student" not in pages[0]
        answer = send(client, f"/me/links/new/{other.pk}/", way="link", code="Falsch-7-Falsch")
        assert answer.status_code == 403
        assert not AccountLink.objects.exists()

    def test_cannot_be_ended_by_others(
        self, client: Client, account: Account, other: Account
    ) -> None:
        sign_in_as(client, account)
        self.link(client, other)
        stranger = Client()
        sign_in_as(stranger, make_account(now=clock.now()))

        answer = stranger.get(f"/me/links/{AccountLink.objects.get().pk}/end/")

        assert answer.status_code == 404


class TestClosing:
    def test_says_what_stays_and_is_withdrawn(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)
        assert "依法保留" in client.get("/me/closing/").content.decode()

        asked = send(client, "/me/closing/", confirmed="yes")
        assert "您已申请注销" in asked.content.decode()
        withdrawn = post(client, "/me/closing/withdraw/")

        assert withdrawn["Location"] == "/me/closing/"
        assert "您已申请注销" not in client.get("/me/closing/").content.decode()

    def test_does_nothing_without_the_question(self, client: Client, account: Account) -> None:
        sign_in_as(client, account)

        answer = send(client, "/me/closing/")

        assert "您已申请注销" not in answer.content.decode()


class TestTwoDevices:
    @pytest.mark.requirement("S32-9")
    def test_show_the_same_and_deleting_the_app_loses_nothing(self, account: Account) -> None:
        browser, app, new_phone = (Client(enforce_csrf_checks=True) for _ in range(3))
        for device in (browser, app):
            sign_in_as(device, account)

        send(app, "/me/contacts/email/", contact=MAIL)
        send(app, "/me/contacts/code/", code=last_mail_code())
        app.cookies.clear()
        sign_in_as(new_phone, account)

        for device in (browser, new_phone):
            assert "g***@example.com" in device.get("/me/contacts/").content.decode()

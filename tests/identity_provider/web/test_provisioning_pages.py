"""Pages about unified clients and mappings."""

import re
from collections.abc import Iterator

import pytest

from shiming.accounts.models import Account
from shiming.directory.models import StaffMember
from shiming.identity_provider import ports
from shiming.identity_provider.models import LocalUser, ProvisionedUser, Provisioning
from shiming.identity_provider.types import ProvisioningPermission
from shiming.kernel import clock
from tests.factories.accounts import make_account
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.provisioning.remote import ADDRESS, TOKEN, RemoteScim
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("engine")
LIST = "/provisioning/"


@pytest.fixture(autouse=True)
def _remote() -> Iterator[None]:
    with ports.scim_caller.replaced(RemoteScim()):
        yield


@pytest.fixture
def officer(sign_in: SignIn, wire: Wire) -> Wire:
    session = sign_in()
    session.acting = {**session.acting, "permissions": [ProvisioningPermission.MANAGE.value]}
    session.save(update_fields=["acting"])
    return wire


def send(wire: Wire, url: str, **form: str) -> Reply:
    """Fill in the form of a page, whose token goes along."""
    page = wire.get("/provisioning/" if url.startswith(LIST) else "/me/authorizations/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    return wire.post(url, {"csrfmiddlewaretoken": token[1] if token else "", **form})


@pytest.fixture
def failed() -> ProvisionedUser:
    account = make_account(user_name="staff.jia")
    StaffMember.objects.create(
        account=account, profile={}, created_at=clock.now(), changed_at=clock.now()
    )
    provisioning = Provisioning.objects.create(
        client=make_client(name="样本系统"), address=ADDRESS, token=TOKEN, started_at=clock.now()
    )
    return ProvisionedUser.objects.create(
        provisioning=provisioning,
        account=account,
        change="opened",
        state="failed",
        error="status_401",
        tries=3,
        changed_at=clock.now(),
    )


class TestTheBacklog:
    def test_shows_who_is_missing_why_and_how_often(
        self, officer: Wire, failed: ProvisionedUser
    ) -> None:
        assert "样本系统" in officer.get(LIST).text

        page = officer.get(f"{LIST}{failed.provisioning_id}/").text

        for shown in ("staff.jia", "开户", "访问令牌被拒绝", "已尝试3次", ADDRESS):
            assert shown in page
        assert TOKEN not in page

    def test_is_tried_again_at_a_word(self, officer: Wire, failed: ProvisionedUser) -> None:
        reply = send(officer, f"{LIST}{failed.provisioning_id}/retry/")

        assert reply.status == 303
        failed.refresh_from_db()
        assert failed.state == "waiting"

    def test_of_a_client_that_was_ended_is_gone(
        self, officer: Wire, failed: ProvisionedUser
    ) -> None:
        url = f"{LIST}{failed.provisioning_id}/end/"
        assert "停止向“样本系统”下发用户？" in officer.get(url).text

        assert send(officer, url, confirmed="yes").status == 303

        assert officer.get(f"{LIST}{failed.provisioning_id}/").status == 404


class TestStarting:
    def test_makes_a_client_unified(self, officer: Wire) -> None:
        client = make_client()

        reply = send(
            officer, f"{LIST}start/", client_id=client.client_id, address=ADDRESS, token=TOKEN
        )

        started = Provisioning.objects.get()
        assert reply.header("Location") == f"{LIST}{started.pk}/"
        assert "没有积压" in officer.follow(reply).text

    def test_says_what_is_wrong_and_repeats_no_token(self, officer: Wire) -> None:
        client = make_client()

        reply = send(
            officer,
            f"{LIST}start/",
            client_id=client.client_id,
            address="https://127.0.0.1/scim",
            token=TOKEN,
        )

        assert reply.status == 422
        assert "接口地址不能使用" in reply.text
        assert TOKEN not in reply.text

    def test_is_for_officers(self, wire: Wire, sign_in: SignIn) -> None:
        sign_in()

        assert wire.get(LIST).status == 403


class TestTheOwnPage:
    @pytest.fixture
    def mapping(self, account: Account) -> LocalUser:
        return LocalUser.objects.create(
            client=make_client(name="样本系统"),
            account=account,
            local_user="old.user",
            local_user_index="0" * 64,
            match="binding",
            matched_at=clock.now(),
        )

    def test_shows_the_mapping_and_ends_it(
        self, wire: Wire, sign_in: SignIn, mapping: LocalUser
    ) -> None:
        sign_in()
        page = wire.get("/me/authorizations/").text
        assert "old.user" in page
        assert "用原密码绑定" in page

        send(wire, f"/me/authorizations/local-users/{mapping.pk}/end/")

        mapping.refresh_from_db()
        assert mapping.ended_at is not None
        assert "old.user" not in wire.get("/me/authorizations/").text

    def test_shows_and_ends_nobody_elses(
        self, wire: Wire, sign_in: SignIn, mapping: LocalUser
    ) -> None:
        sign_in(who=make_account())
        assert "old.user" not in wire.get("/me/authorizations/").text

        reply = send(wire, f"/me/authorizations/local-users/{mapping.pk}/end/")

        assert reply.status in {403, 404}
        mapping.refresh_from_db()
        assert mapping.ended_at is None

"""Pages about unified clients and mappings."""

import re
from collections.abc import Iterator

import pytest

from shiming.accounts.models import Account
from shiming.audit.models import AuditRecord
from shiming.directory.models import StaffMember
from shiming.identity_provider import ports
from shiming.identity_provider.models import LocalUser, ProvisionedUser, Provisioning
from shiming.identity_provider.queries.local_users import LOCAL_USER_INDEX
from shiming.identity_provider.types import ProvisioningPermission
from shiming.kernel import clock
from shiming.messages.models import InboxMessage
from shiming.vault import operations as vault
from tests.factories.accounts import make_account
from tests.factories.identity_provider import make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.provisioning.remote import ADDRESS, TOKEN, RemoteScim
from tests.identity_provider.wire import Reply, Wire

pytestmark = pytest.mark.usefixtures("engine")
LIST = "/provisioning/"
METHOD_NOT_ALLOWED = 405


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
    page = wire.get(url)
    if page.status == METHOD_NOT_ALLOWED:
        page = wire.get(LIST)
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


@pytest.fixture
def mapping(account: Account) -> LocalUser:
    """A mapping of the account's owner."""
    return LocalUser.objects.create(
        client=make_client(name="样本系统", client_id="sample"),
        account=account,
        local_user="old.user",
        local_user_index=vault.blind_index(purpose=LOCAL_USER_INDEX, value="old.user"),
        match="binding",
        matched_at=clock.now(),
    )


class TestTheOwnPage:
    def test_shows_the_mapping_and_ends_it_once_that_is_confirmed(
        self, wire: Wire, sign_in: SignIn, mapping: LocalUser, account: Account
    ) -> None:
        sign_in()
        page = wire.get("/me/authorizations/").text
        end = f"/me/authorizations/local-users/{mapping.pk}/end/"
        assert "old.user" in page
        assert "用原密码绑定" in page
        assert end in page
        assert "解除您与“样本系统”中用户的对应？" in wire.get(end).text

        unsaid = send(wire, end, confirmed="yes")
        machines = send(wire, end, confirmed="yes", reason="system")
        unconfirmed = send(wire, end, reason="left")
        mapping.refresh_from_db()
        assert (unsaid.status, machines.status, unconfirmed.status) == (422, 422, 200)
        assert "请选择理由" in unsaid.text
        assert mapping.ended_at is None

        ended = send(wire, end, confirmed="yes", reason="left")

        mapping.refresh_from_db()
        record = AuditRecord.objects.get(event="identity_provider.local_user.ended")
        assert (ended.status, mapping.end_reason) == (303, "left")
        assert (record.account_id, '"reason":"left"' in record.details) == (account.pk, True)
        assert "old.user" not in wire.get("/me/authorizations/").text
        assert wire.get(end).status == 404

    def test_shows_and_ends_nobody_elses(
        self, wire: Wire, sign_in: SignIn, mapping: LocalUser
    ) -> None:
        sign_in(who=make_account())
        end = f"/me/authorizations/local-users/{mapping.pk}/end/"
        assert "old.user" not in wire.get("/me/authorizations/").text

        replies = [wire.get(end), send(wire, end, confirmed="yes", reason="left")]

        assert {reply.status for reply in replies} <= {403, 404}
        mapping.refresh_from_db()
        assert mapping.ended_at is None


class TestTheOfficersSearch:
    SEARCH = f"{LIST}mappings/sample/"

    @pytest.mark.parametrize("asked", [{"local_user": "old.user"}, {"user_name": "Citizen"}])
    def test_finds_one_mapping_by_either_name_and_keeps_a_record(
        self, officer: Wire, mapping: LocalUser, asked: dict[str, str]
    ) -> None:
        names = {"user_name": "citizen", "user_name_key": "citizen"}
        Account.objects.filter(pk=mapping.account_id).update(**names)

        found = send(officer, self.SEARCH, **asked)

        record = AuditRecord.objects.get(event="identity_provider.local_user.looked_up")
        assert "old.user" in found.text
        assert f"{self.SEARCH}{mapping.pk}/end/" in found.text
        assert str(mapping.pk) in record.details
        assert "old.user" not in record.details

    def test_finds_nobody_by_half_a_name_or_at_another_system(
        self, officer: Wire, mapping: LocalUser
    ) -> None:
        make_client(client_id="other")

        half = send(officer, self.SEARCH, local_user="old")
        elsewhere = send(officer, f"{LIST}mappings/other/", local_user="old.user")
        nothing = send(officer, self.SEARCH)

        assert "没有这个对应" in half.text
        assert "没有这个对应" in elsewhere.text
        assert nothing.status == 422
        assert AuditRecord.objects.filter(event__endswith="looked_up").count() == 2

    def test_ends_it_with_a_reason_and_tells_whose_it_was(
        self, officer: Wire, mapping: LocalUser
    ) -> None:
        other = make_account()
        LocalUser.objects.update(account=other)
        end = f"{self.SEARCH}{mapping.pk}/end/"

        unsaid = send(officer, end, confirmed="yes")
        ended = send(officer, end, confirmed="yes", reason="misused")
        again = send(officer, end, confirmed="yes", reason="misused")

        mapping.refresh_from_db()
        assert (unsaid.status, ended.status, again.status) == (422, 303, 404)
        assert mapping.end_reason == "misused"
        assert InboxMessage.objects.get().account_id == other.pk
        record = AuditRecord.objects.get(event="identity_provider.local_user.ended")
        assert record.subject == f"account:{other.pk}"

    def test_is_for_officers_and_ends_what_it_names(
        self, wire: Wire, sign_in: SignIn, officer: Wire, mapping: LocalUser
    ) -> None:
        make_client(client_id="other")
        wrong = f"{LIST}mappings/other/{mapping.pk}/end/"
        assert send(officer, wrong, confirmed="yes", reason="left").status == 404

        sign_in(who=make_account())
        pages = [self.SEARCH, f"{self.SEARCH}{mapping.pk}/end/"]

        assert [wire.get(page).status for page in pages] == [403, 403]
        mapping.refresh_from_db()
        assert mapping.ended_at is None

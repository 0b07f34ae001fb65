import pytest
from django.test import Client

from shiming.accounts.models import SecondFactorRequest
from shiming.accounts.types import AccountKind, AccountPermission
from shiming.kernel import clock
from tests.accounts.conftest import FakePermissionSource
from tests.accounts.web.conftest import post, send, sign_in_as
from tests.factories.accounts import make_account
from tests.factories.credentials import make_authenticator

pytestmark = pytest.mark.django_db
REASON = "手机和恢复代码都已丢失"


class TestSecondFactor:
    @pytest.fixture
    def officers(self, permission_source: FakePermissionSource) -> tuple[Client, Client]:
        permission_source.answer = frozenset(
            {AccountPermission.LOOK_UP, AccountPermission.RESET_SECOND_FACTOR}
        )
        browsers = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
        for browser in browsers:
            sign_in_as(browser, make_account(kind=AccountKind.STAFF, now=clock.now()))
        return browsers

    def test_of_staff_takes_a_look_up_and_two_officers(
        self, officers: tuple[Client, Client]
    ) -> None:
        colleague = make_account(kind=AccountKind.STAFF, user_name="colleague")
        make_authenticator(colleague)
        first, second = officers
        page, url = f"/accounts/{colleague.pk}/", f"/accounts/{colleague.pk}/second-factor/reset/"
        first.get(page)

        blind = post(first, url, reason=REASON)
        assert blind.status_code == 403
        assert "请先查询账户" in blind.content.decode()
        send(first, "/accounts/", identifier="colleague")
        assert post(first, url, reason=REASON)["Location"] == page
        waiting = first.get(page).content.decode()
        assert "待另一位工作人员同意" in waiting
        assert post(first, url, reason=REASON).status_code == 403
        send(second, "/accounts/", identifier="colleague")
        assert REASON in second.get(page).content.decode()
        post(second, url, reason="已当面核对本人")

        assert SecondFactorRequest.objects.get().decided_at is not None
        assert "待另一位工作人员同意" not in second.get(page).content.decode()

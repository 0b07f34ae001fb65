from collections.abc import Iterator

import pytest
from django.test import Client

from shiming.accounts.web.frame import AccountFrameSource
from shiming.web_kit.frame import frame_source
from tests.accounts.web.conftest import sign_in_as
from tests.cast import MINORITY_CITIZEN
from tests.factories.accounts import make_account, make_account_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _frame() -> Iterator[None]:
    with frame_source.replaced(AccountFrameSource()):
        yield


class TestFrame:
    def test_offers_visitors_to_register_and_to_sign_in(self, client: Client) -> None:
        page = client.get("/agreement/").content.decode()

        assert 'href="/sign-in/"' in page
        assert 'href="/register/"' in page

    def test_names_the_person_masked_and_offers_to_leave(self, client: Client) -> None:
        sign_in_as(client, make_account_of(MINORITY_CITIZEN, is_attached=True))

        page = client.get("/agreement/").content.decode()

        assert "买******" in page
        assert MINORITY_CITIZEN.name not in page
        assert 'action="/sign-out/"' in page

    def test_names_an_account_without_a_person_by_its_user_name(self, client: Client) -> None:
        sign_in_as(client, make_account(user_name="tulpenfreund"))

        assert "tulpenfreund" in client.get("/agreement/").content.decode()

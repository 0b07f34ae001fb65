"""Browsers that are signed in, and what their pages say."""

import re
from collections.abc import Mapping

from django.http import HttpResponse
from django.test import Client

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.directory.actions.grant_permission import grant_permission
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from shiming.legal_persons.actions.registrations.ask_register import ask_register
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.types import (
    RegistrationId,
)
from tests.factories.accounts import make_account, start_session

REASON = "登记证书复印件看不清，请重新提交。"


class Browser:
    """One browser that is signed in; sessions rotate, and the cookie with them."""

    def __init__(self, account: Account) -> None:
        self.client = Client()
        session = start_session(account, now=clock.now())
        self.client.cookies["shiming_session"] = session.cookie_value

    def get(self, url: str) -> HttpResponse:
        return self.client.get(url)  # type: ignore[return-value]  # the stubs' own response

    def post(self, url: str, data: Mapping[str, object] | None = None) -> HttpResponse:
        return self.client.post(url, data or {})  # type: ignore[return-value]  # the same

    def read(self, url: str) -> str:
        response = self.get(url)
        assert response.status_code == 200, response.content.decode()
        return main_of(response)


def main_of(response: HttpResponse) -> str:
    found = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


def make_officer(permission: str) -> Account:
    account = make_account(user_name="staff", now=clock.now())
    grant_permission(
        account_id=AccountId(account.pk),
        permission=permission,
        granter=system_actor(device="tests"),
        now=clock.now(),
    )
    return account


def answered() -> RegistrationId:
    registration = RegistrationId(UnitRegistration.objects.latest("submitted_at").pk)
    ask_register(registration_id=registration, now=clock.now())
    return registration

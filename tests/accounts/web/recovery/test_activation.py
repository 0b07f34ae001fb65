"""Choosing the first password with a code."""

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from shiming.accounts.actions.open_staff_account import open_staff_account
from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.accounts.actions.recovery.conftest import (
    NEW,
)
from tests.accounts.web.conftest import send
from tests.accounts.web.recovery.recovery_kit import choose, text_of

pytestmark = pytest.mark.django_db


class TestActivation:
    def test_makes_a_new_member_of_staff_choose_a_password(self, client: Client) -> None:
        opened = open_staff_account(
            user_name="demo-clerk", actor=system_actor(device="tests"), now=clock.now()
        )

        entered = send(client, "/activate/", code=opened.code.lower())
        done = choose(client)

        assert entered["Location"] == "/activate/password/"
        assert done["Location"] == "/activate/done/"
        assert check_password(NEW, Account.objects.get().password)

    def test_says_what_to_do_with_a_wrong_code(self, client: Client) -> None:
        answer = send(client, "/activate/", code="AAAA-AAAA-AAAA-AAAA")

        assert answer.status_code == 409
        assert "激活码不正确" in text_of(answer)
        assert 'href="/recover/"' in text_of(answer)

"""What somebody who clicks through the demonstration finds about units, without any camera."""

import pytest
from django.test import Client

from demo.offices import HEAD, seed_offices
from shiming.accounts.models import Account
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.factories.accounts import start_session

pytestmark = pytest.mark.django_db


def test_the_head_of_a_unit_finds_offices_of_every_state_and_a_consent_that_was_used() -> None:
    seeded = seed_offices(actor=system_actor(device="tests"), now=clock.now())
    account = Account.objects.get(user_name=HEAD.user_name)
    client = Client()
    client.cookies["shiming_session"] = start_session(account, now=clock.now()).cookie_value

    units = client.get("/enterprises/").content.decode()
    consent = client.get("/me/consents/registration/").content.decode()

    # The unit that they head, and the one that offers an office.
    assert "样本市恒信代理记账有限公司" in units
    assert "白鹭市旧港船务有限公司" in units
    assert "样本市企业登记系统（模拟）" in consent
    assert {one["user_name"] for one in seeded.values()} == {"demo-head", "demo-colleague"}

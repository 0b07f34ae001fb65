import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.test import Client

from shiming.accounts.models import Account, Portal
from shiming.accounts.operations.openings import open_pending_account
from shiming.accounts.types import TAX_PROFILE, AccountKind
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.accounts.web.conftest import send

pytestmark = pytest.mark.django_db


class TestFirstPassword:
    @pytest.mark.requirement("S35-5")
    def test_is_asked_for_at_once_and_follows_the_rule_of_the_tax_portal(
        self, client: Client
    ) -> None:
        Portal.objects.create(
            code="tax", host="testserver", name="办税服务", password_profile=TAX_PROFILE.name
        )
        with transaction.atomic():
            issued = open_pending_account(
                kind=AccountKind.UNIT,
                user_name="tax-officer",
                actor=system_actor(device="tests"),
                now=clock.now(),
            )

        asked = send(client, "/activate/", code=issued.code)

        assert asked["Location"] == "/activate/password/"
        page = client.get("/activate/password/").content.decode()
        assert "8" in page
        assert "15" in page
        # Too short, too long, two classes of four, none but one.
        for unfit in ("Gf4-kra", "Gf4-kranichmoors", "gf4kranich", "kranichmoor"):
            refused = send(client, "/activate/password/", password=unfit, repeat=unfit)
            assert refused.status_code == 422
        # Each three of the four classes will do.
        fit = "Gf4kranich"
        assert send(client, "/activate/password/", password=fit, repeat=fit).status_code == 302
        account = Account.objects.get(pk=issued.account_id)
        assert check_password(fit, account.password)

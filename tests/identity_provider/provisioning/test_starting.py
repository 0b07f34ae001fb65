"""E7: an officer makes a client unified."""

import pytest

from shiming.audit.models import AuditRecord
from shiming.identity_provider import errors
from shiming.identity_provider.actions.provisioning.start_provisioning import start_provisioning
from shiming.identity_provider.models import Provisioning
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from tests.factories.identity_provider import make_client
from tests.identity_provider.provisioning.conftest import Unify
from tests.identity_provider.provisioning.remote import ADDRESS, TOKEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


class TestStarting:
    @pytest.mark.parametrize(
        "address",
        [
            "http://client.example/scim",
            "https://127.0.0.1/scim",
            "https://10.0.0.8/scim",
            "https://user@client.example/scim",
            "https://client.example/scim?x=1",
            "javascript:alert(1)",
            "",
        ],
    )
    def test_takes_no_address_of_our_own_machines(self, unify: Unify, address: str) -> None:
        with pytest.raises(errors.ProvisioningAddressInvalid):
            unify(address=address)

        assert not Provisioning.objects.exists()

    @pytest.mark.parametrize(
        "token", ["", "short", "with blank and more text", "x" * 20 + "\r\nHost: x"]
    )
    def test_takes_no_token_that_breaks_a_header(self, unify: Unify, token: str) -> None:
        with pytest.raises(errors.ProvisioningTokenInvalid):
            unify(token=token)

    def test_is_done_once(self, unify: Unify) -> None:
        client = make_client()
        unify(client.client_id)

        with pytest.raises(errors.ProvisioningTwice):
            unify(client.client_id)

    def test_is_for_officers_with_the_permission(self, tree: None) -> None:
        stranger = Actor(account_id=new_id())

        with pytest.raises(errors.MayNotManageProvisioning):
            start_provisioning(
                client_id=make_client().client_id,
                address=ADDRESS,
                token=TOKEN,
                organisation_code="",
                officer=stranger,
                now=clock.now(),
            )

    def test_keeps_the_token_unreadable(self, unify: Unify, officer: Actor) -> None:
        unify()

        assert TOKEN not in repr(Provisioning.objects.get().__dict__.get("_token_raw", ""))
        assert TOKEN not in str(AuditRecord.objects.values_list("details", flat=True))

"""CAS 1 to CAS 3.0: python-cas, a stock client, signs on with every version of the protocol."""

from typing import Any

import cas
import pytest

from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of
from tests.factories.identity_provider import make_client
from tests.identity_provider.cas_3_0.conftest import SERVICE
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire


@pytest.mark.django_db(transaction=True)
class TestPythonCas:
    def test_signs_on(self, transactional_db: None, live: str, wire: Wire, sign_in: SignIn) -> None:
        client = make_client()
        register_cas_service(
            client_id=client.client_id,
            address=SERVICE,
            actor=system_actor(device="tests"),
            now=NOW,
        )
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE)
        found = {version: self._sign_on(live, wire, version) for version in (1, 2, 3)}

        assert found[1][0] == found[2][0] == found[3][0]
        assert found[3][1]["name"] == PROOFED_CITIZEN.name
        assert found[3][1]["acr"] == "urn:shiming:loa:intermediate"

    def _sign_on(self, live: str, wire: Wire, version: int) -> Any:
        peer = cas.CASClient(version=version, server_url=f"{live}/cas/", service_url=SERVICE)
        with peer.session:
            answer = peer.session.get(
                peer.get_login_url(),
                headers={"Cookie": f"{SESSION_COOKIE}={wire.cookies[SESSION_COOKIE]}"},
                allow_redirects=False,
                timeout=5,
            )
            ticket = answer.headers["Location"].rpartition("ticket=")[2]
            return peer.verify_ticket(ticket)

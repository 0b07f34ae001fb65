"""An old client of the government."""

from collections.abc import Callable

import pytest

from shiming.identity_provider.actions.register_cas_service import register_cas_service
from shiming.identity_provider.models import Client
from shiming.kernel.actor import system_actor
from tests.factories.accounts import NOW
from tests.factories.identity_provider import make_client
from tests.identity_provider.wire import Reply, Wire

SERVICE = "https://old.example/app/"


@pytest.fixture
def client(db: None, provider_settings: object) -> Client:
    client = make_client(name="老业务系统", allowed_scopes=["openid", "profile", "identity"])
    register_cas_service(
        client_id=client.client_id, address=SERVICE, actor=system_actor(device="tests"), now=NOW
    )
    return client


@pytest.fixture
def get_ticket(wire: Wire, client: Client) -> Callable[..., str]:
    """Return a function that has a signed-in browser fetch a ticket."""

    def get_ticket(service: str = SERVICE, **more: str) -> str:
        reply: Reply = wire.get("/cas/login", {"service": service, **more})
        return reply.answer.parameters["ticket"]

    return get_ticket

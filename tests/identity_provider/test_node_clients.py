"""Other nodes as clients: kept as their agreement stands, and never more than a node needs."""

import dataclasses
from collections.abc import Callable

import pytest

from shiming.accounts.models import Session
from shiming.accounts.types import AccountKind
from shiming.audit.models import AuditRecord
from shiming.identity_provider import errors, ports
from shiming.identity_provider.models import AuthorizationCode, Client, RegisteredSystem
from shiming.identity_provider.operations.node_clients import NodeClients
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.types import ClientState
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.trust_sources.types.recognition import NodeClient
from tests.factories.accounts import NOW, make_account
from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider.conftest import SignIn
from tests.identity_provider.wire import Reply

pytestmark = pytest.mark.django_db
WORKER = system_actor(device="tests")
GZ = NodeClient(
    client_id="node-gz",
    name="广州",
    redirect_uris=("https://gz.example/sign-in/source/gd/back/",),
    secret="derived from what two nodes share",
    is_open=True,
)


def keep(**changed: object) -> None:
    client = dataclasses.replace(GZ, **changed)  # type: ignore[arg-type]  # the test knows the field
    NodeClients().keep(client, actor=WORKER, now=NOW)


def test_enters_a_node_once_as_itself_for_people_as_themselves() -> None:
    for _ in range(3):
        keep()

    row = Client.objects.get()
    assert (row.kind, row.state, row.acting_kinds) == ("governmental", "active", ["self"])
    assert row.grant_types == ["authorization_code"]
    hash_key = ports.provider_settings().hash_key
    assert row.secret_hash == keyed_hash(hash_key, GZ.secret)
    assert row.secret_expires_at is None
    assert RegisteredSystem.objects.get().client_id == row.pk
    assert AuditRecord.objects.filter(event="identity_provider.client.registered").count() == 1


def test_enters_none_that_was_never_open() -> None:
    keep(is_open=False)

    assert not Client.objects.exists()


def test_closes_and_opens_it_again() -> None:
    keep()

    keep(is_open=False)
    closed = Client.objects.get().state
    keep()

    assert (closed, Client.objects.get().state) == ("suspended", "active")
    events = AuditRecord.objects.filter(event__startswith="identity_provider.client.")
    assert sorted(events.values_list("event", flat=True)) == [
        "identity_provider.client.registered",
        "identity_provider.client.resumed",
        "identity_provider.client.suspended",
    ]


def test_closes_a_node_that_has_announced_no_fit_address_and_keeps_the_old_ones() -> None:
    keep()

    keep(is_open=False, redirect_uris=("http://plain.example/back/",), secret="another")

    row = Client.objects.get()
    assert (row.state, row.redirect_uris) == ("suspended", list(GZ.redirect_uris))
    assert row.secret_hash == keyed_hash(ports.provider_settings().hash_key, GZ.secret)


def test_closes_none_that_only_has_a_nodes_name() -> None:
    client = make_client(client_id="node-gz")

    keep(is_open=False)

    client.refresh_from_db()
    assert client.state == "active"


def test_leaves_closed_what_an_officer_closed() -> None:
    keep()
    Client.objects.update(state=ClientState.SUSPENDED, state_reason="调查中")

    keep()

    assert (Client.objects.get().state, Client.objects.get().state_reason) == (
        "suspended",
        "调查中",
    )


def test_takes_over_the_addresses_of_a_node_that_moves_without_renaming_anybody() -> None:
    keep()
    sector = Client.objects.get().sector

    keep(redirect_uris=("https://new.example/back/", "http://plain.example/back/"))

    row = Client.objects.get()
    # Nobody is sent back in the clear.
    assert row.redirect_uris == ["https://new.example/back/"]
    assert row.sector == sector


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://gz.example/*", "https://a@b/"])
def test_sends_nobody_to_an_address_that_is_none(address: str) -> None:
    with pytest.raises(errors.RedirectUriInvalid):
        keep(redirect_uris=(address,))

    assert not Client.objects.exists()


def test_takes_no_client_over_that_only_has_a_nodes_name() -> None:
    make_client(client_id="node-gz")

    with pytest.raises(errors.ClientIdTaken):
        keep()


@pytest.mark.requirement("S33-25")
@pytest.mark.parametrize(
    ("kind", "is_recognised"),
    [
        (AccountKind.NATURAL_PERSON, True),
        (AccountKind.STAFF, False),
        (AccountKind.UNIT, False),
        (AccountKind.AGENCY, False),
    ],
)
def test_lets_nobody_leave_whom_the_other_node_would_refuse(
    sign_in: SignIn, authorize: Callable[..., Reply], kind: AccountKind, *, is_recognised: bool
) -> None:
    keep(redirect_uris=(CALLBACK,))
    session = sign_in(who=make_account(kind=kind), level=Level.PRIMARY)
    # A unit by its password alone is asked for another way in before it is asked who it is.
    Session.objects.filter(pk=session.pk).update(methods=["hwk", "pin"])

    reply = authorize(Client.objects.get(), scope="openid profile")

    assert AuthorizationCode.objects.exists() == is_recognised
    if not is_recognised:
        assert reply.status == 403
        assert "只互认个人账户" in reply.text
        assert "用您本人的个人账户重新登录" in reply.text


def test_tells_another_node_no_more_than_that_it_does_not_let_them_go(
    sign_in: SignIn, authorize: Callable[..., Reply]
) -> None:
    keep(redirect_uris=(CALLBACK,))
    sign_in(who=make_account(kind=AccountKind.STAFF))

    answer = authorize(Client.objects.get(), scope="openid profile", prompt="none").answer

    assert answer.parameters["error"] == "access_denied"
    assert not {"code", "sub"} & answer.parameters.keys()


def test_takes_the_secret_before_as_long_as_the_nodes_have_it_stay() -> None:
    keep()

    keep(secret="the new one", former_secret=GZ.secret, former_until=NOW)
    changing = Client.objects.get()
    keep(secret="the new one")

    hash_key = ports.provider_settings().hash_key
    assert changing.old_secret_hash == keyed_hash(hash_key, GZ.secret)
    assert changing.old_secret_until == NOW
    after = Client.objects.get()
    assert (after.old_secret_hash, after.old_secret_until) == ("", None)
    assert after.secret_hash == keyed_hash(hash_key, "the new one")

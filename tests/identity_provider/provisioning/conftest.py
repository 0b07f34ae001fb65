"""A connected system with a SCIM endpoint, a tree, and an officer."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from shiming.accounts import ports as accounts
from shiming.directory import ports as directory
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.identity_provider import ports
from shiming.identity_provider.actions.provisioning.start_provisioning import start_provisioning
from shiming.identity_provider.operations import provisioning
from shiming.identity_provider.types import ProvisioningPermission
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id
from tests.accounts.conftest import FakePermissionSource
from tests.factories.identity_provider import make_client
from tests.identity_provider.provisioning.remote import ADDRESS, TOKEN, RemoteScim
from tests.identity_provider.provisioning.staff_kit import SYSTEM

Unify = Callable[..., uuid.UUID]


@pytest.fixture
def remote() -> Iterator[RemoteScim]:
    remote = RemoteScim()
    with (
        ports.scim_caller.replaced(remote),
        directory.staff_listener.replaced(provisioning),
        accounts.permission_source.replaced(FakePermissionSource()),
    ):
        yield remote


@pytest.fixture
def tree(remote: RemoteScim) -> None:
    for code, above in (("60", ""), ("60-A", "60"), ("60-B", "60")):
        add_organisation(
            code=code, name=f"机构{code}", parent_code=above, officer=SYSTEM, now=clock.now()
        )


@pytest.fixture
def unify(tree: None) -> Unify:
    def unify(client_id: str = "", *, organisation: str = "", **changes: str) -> uuid.UUID:
        given = {"address": ADDRESS, "token": TOKEN, **changes}
        return start_provisioning(
            client_id=client_id or make_client().client_id,
            organisation_code=organisation,
            officer=SYSTEM,
            now=clock.now(),
            **given,
        )

    return unify


@pytest.fixture
def officer() -> Actor:
    permissions = frozenset({ProvisioningPermission.MANAGE.value})
    return Actor(account_id=new_id(), identity=ActingIdentity(permissions=permissions))

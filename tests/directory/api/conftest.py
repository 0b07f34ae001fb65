"""A personnel system that was let in, and one whose reach is a part of the tree."""

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from shiming.accounts.types import AccountId
from shiming.directory import ports
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.actions.scim_access.allow_scim_access import allow_scim_access
from shiming.directory.scim.schemas import ENTERPRISE, GROUP, PATCH_OP, USER
from shiming.directory.types import MachineCaller, PersonCaller
from shiming.kernel.actor import system_actor
from shiming.kernel.ids import new_id
from tests.directory.conftest import NOW

ADDRESS = "http://localhost:8000/scim/v2"
_SYSTEM = system_actor(device="tests")


class FakeTokens:
    """Knows each client by a token that is called like it; no token is for another resource."""

    def __init__(self) -> None:
        self.scopes: dict[str, frozenset[str]] = {}
        self.persons: dict[str, AccountId] = {}

    def find_caller(self, *, token: str, resource: str, now: dt.datetime) -> MachineCaller | None:
        assert resource == ADDRESS
        if token not in self.scopes:
            return None
        return MachineCaller(client_id=token, scopes=self.scopes[token])

    def find_person(self, *, token: str, resource: str, now: dt.datetime) -> PersonCaller | None:
        assert resource == ADDRESS
        if token not in self.scopes:
            return None
        account_id = self.persons.get(token, AccountId(new_id()))
        return PersonCaller(client_id=token, scopes=self.scopes[token], account_id=account_id)


@dataclasses.dataclass
class Scim:
    """One program that speaks SCIM."""

    token: str
    browser: Client = dataclasses.field(default_factory=Client)

    def ask(self, method: str, path: str, content: object = None, **headers: str) -> Any:
        body = content if isinstance(content, str) else json.dumps(content)
        return self.browser.generic(
            method,
            f"/scim/v2{path}",
            "" if content is None else body,
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {self.token}", **headers},
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def found(self, path: str) -> dict[str, Any]:
        response = self.get(path)
        assert response.status_code == 200, response.content
        return read(response)

    def names(self, condition: str, path: str = "/Users") -> list[str]:
        """Return the login or group names that a filter finds."""
        answer = self.browser.get(
            f"/scim/v2{path}",
            {"filter": condition},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert answer.status_code == 200, answer.content
        return [one.get("userName") or one["displayName"] for one in read(answer)["Resources"]]

    def create(self, user_name: str, **more: Any) -> dict[str, Any]:
        response = self.ask("POST", "/Users", user(user_name, **more))
        assert response.status_code == 201, response.content
        return read(response)

    def group(self, name: str, *members: str) -> dict[str, Any]:
        content = {
            "schemas": [GROUP],
            "displayName": name,
            "members": [{"value": one} for one in members],
        }
        response = self.ask("POST", "/Groups", content)
        assert response.status_code == 201, response.content
        return read(response)

    def patch(self, path: str, *operations: object, **headers: str) -> Any:
        content = {"schemas": [PATCH_OP], "Operations": list(operations)}
        return self.ask("PATCH", path, content, **headers)


def user(user_name: str, *, organisation: str = "", **more: Any) -> dict[str, object]:
    """Return a User as a client sends one."""
    content: dict[str, object] = {"schemas": [USER], "userName": user_name, **more}
    if organisation:
        content[ENTERPRISE] = {"organization": organisation}
    return content


def read(response: Any) -> dict[str, Any]:
    """Return what came back."""
    assert response["Content-Type"] == "application/scim+json"
    content: dict[str, Any] = json.loads(response.content)
    return content


def error(response: Any) -> tuple[int, str | None]:
    """Return status and keyword of an error, whose form is that of section 3.12."""
    content = read(response)
    assert content["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert content["status"] == str(response.status_code)
    assert content["detail"]
    return response.status_code, content.get("scimType")


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.directory.api.site"


@pytest.fixture(autouse=True)
def tokens() -> Iterator[FakeTokens]:
    tokens = FakeTokens()
    with ports.machine_tokens.replaced(tokens), ports.scim_address.replaced(ADDRESS):
        yield tokens


@pytest.fixture(autouse=True)
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as time:
        yield time


@pytest.fixture
def tree(db: None) -> None:
    """A province with two cities, one of which has a bureau."""
    for code, name, above in (
        ("60", "某省", ""),
        ("60-A", "甲市", "60"),
        ("60-A-TAX", "甲市税务局", "60-A"),
        ("60-B", "乙市", "60"),
    ):
        add_organisation(code=code, name=name, parent_code=above, officer=_SYSTEM, now=NOW)


@pytest.fixture
def personnel(tree: None, tokens: FakeTokens) -> Scim:
    """The personnel system of the province: everywhere, everything."""
    return let_in("personnel", tokens)


@pytest.fixture
def city(tree: None, tokens: FakeTokens) -> Scim:
    """The personnel system of one city."""
    return let_in("city-a", tokens, organisation="60-A")


def let_in(
    client_id: str,
    tokens: FakeTokens,
    *,
    organisation: str = "",
    scopes: tuple[str, ...] = ("scim:read", "scim:write"),
) -> Scim:
    tokens.scopes[client_id] = frozenset(scopes)
    allow_scim_access(client_id=client_id, organisation_code=organisation, officer=_SYSTEM, now=NOW)
    return Scim(token=client_id)

"""A supplier with leave to register clients."""

import datetime as dt
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from shiming.identity_provider.actions.issue_initial_token import issue_initial_token
from shiming.kernel.actor import system_actor
from tests.factories.accounts import NOW
from tests.identity_provider.wire import Reply, Wire

ADDRESS = "/oauth2/register"
METADATA: dict[str, Any] = {
    "client_name": "某软件公司的系统",
    "redirect_uris": ["https://supplier.example/callback"],
}


@pytest.fixture
def initial_token(engine: object) -> str:
    return issue_initial_token(
        name="某软件公司",
        scopes=["openid", "profile", "phone"],
        uses=2,
        lifetime=dt.timedelta(days=7),
        actor=system_actor(device="tests"),
        now=NOW,
    ).token


Register = Callable[..., Reply]


def send_json(
    wire: Wire, method: str, path: str, content: object, token: str, **environ: str
) -> Reply:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    more: dict[str, Any] = {
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    if token:
        more["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return wire.ask(method, path, **(more | environ))


@pytest.fixture
def register(wire: Wire, initial_token: str) -> Register:
    def register(*, token: str = initial_token, **changes: object) -> Reply:
        content = {name: value for name, value in {**METADATA, **changes}.items() if value != ""}
        return send_json(wire, "POST", ADDRESS, content, token)

    return register

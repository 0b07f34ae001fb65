"""
The same requests to npm `oidc-provider` 9 and to ours (issue 4, point 3).

Every difference in status, error code, members and in the headers that an RFC rules stands in
`differences.toml` with its reason, and nothing else does: a new one, and one that is no more, both
fail here. Not asked: certificates (RFC 8705), which no client shows without a proxy in front, and
token exchange, dynamic registration's policies and CAS, which the peer does not have or leaves to
its operator.
"""

import json
import os
import pathlib
import subprocess
from collections.abc import Callable, Iterator, Mapping

import pytest
import requests
from django.db import connections

from shiming.identity_provider.types import AuthMethod
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import CALLBACK, make_client
from tests.identity_provider import node_kit
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.oidc_provider.probes import (
    authorization,
    client_authentication,
    documents,
    possession,
    requests_ahead,
    sign_out,
    token,
    tokens,
)
from tests.identity_provider.oidc_provider.sides import (
    ALL_SCOPES,
    API,
    CLIENTS,
    Places,
    RefusedBefore,
    Side,
    registration,
)
from tests.identity_provider.oidc_provider.telling import tell
from tests.identity_provider.wire import Wire
from tools import differences_page

HERE = pathlib.Path(__file__).parent
FOUND = os.environ.get("SHIMING_DIFFERENCES_FOUND", "")
"""A file to write what was found to, for whoever keeps the table."""
Ask = Callable[[Side], requests.Response | str]
SUBJECTS: Mapping[str, Mapping[str, Ask]] = {
    "documents": documents.PROBES,
    "authorize": authorization.PROBES,
    "token": token.PROBES,
    "client": client_authentication.PROBES,
    "tokens": tokens.PROBES,
    "request": requests_ahead.PROBES,
    "DPoP": possession.PROBES,
    "sign-out": sign_out.PROBES,
}
OURS = Places(
    jwks="/oauth2/jwks",
    authorize="/oauth2/authorize",
    token="/oauth2/token",
    userinfo="/oauth2/userinfo",
    introspect="/oauth2/introspect",
    revoke="/oauth2/revoke",
    push="/oauth2/par",
    device="/oauth2/device-authorization",
    end_session="/oauth2/end-session",
)
THEIRS = Places(
    jwks="/jwks",
    authorize="/auth",
    token="/token",
    userinfo="/me",
    introspect="/token/introspection",
    revoke="/token/revocation",
    push="/request",
    device="/device/auth",
    end_session="/session/end",
)


@pytest.fixture
def peer() -> Iterator[Side]:
    """Start the peer, and walk through the pages that it brings along for development."""
    folder = node_kit.install(HERE, HERE / "peer.mjs")
    process = subprocess.Popen(
        [node_kit.tool("node"), "peer.mjs"],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PEER_CLIENTS": json.dumps([registration(client_id) for client_id in CLIENTS]),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    side = Side(process.stdout.readline().strip(), THEIRS)
    sign_in_at_the_peer(side)
    yield side
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


def sign_in_at_the_peer(side: Side) -> None:
    response = side.authorize()
    for _ in range(8):
        location = response.headers.get("Location", "")
        if location.startswith(CALLBACK):
            return
        if location:
            path = location.removeprefix(side.issuer)
            response = side.ask("GET", path, browser=side.browser)
            continue
        form = {"prompt": "login", "login": "somebody", "password": "x"}
        path = response.url.removeprefix(side.issuer)
        response = side.ask("POST", path, browser=side.browser, data=form)
    pytest.fail(f"the peer signs nobody in: {response.status_code} {response.text[:300]}")


@pytest.fixture
def ours(transactional_db: None, live: str, wire: Wire, sign_in: SignIn) -> Side:
    for client_id, client in CLIENTS.items():
        has_codes = "authorization_code" in client.grant_types
        make_client(
            client_id=client_id,
            auth_method=AuthMethod(client.auth_method),
            redirect_uris=[CALLBACK] if has_codes else [],
            allowed_scopes=ALL_SCOPES,
            grant_types=list(client.grant_types),
            jwks=list(client.jwks),
            resources=[API],
            needs_dpop=client.needs_dpop,
            needs_pushed_requests=client.needs_pushed_requests,
            needs_signed_requests=client.needs_signed_requests,
        )
    sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE)
    connections.close_all()
    side = Side(live, OURS)
    side.browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")
    return side


@pytest.mark.django_db(transaction=True)
class TestDifferences:
    def test_are_those_of_the_table(self, ours: Side, peer: Side) -> None:
        found, count = {}, 0
        for subject, probes in SUBJECTS.items():
            for name, ask in probes.items():
                count += 1
                mine, theirs = (line_of(ask, side) for side in (ours, peer))
                if mine != theirs:
                    found[f"{subject}: {name}"] = (mine, theirs)

        if FOUND:
            pathlib.Path(FOUND).write_text(json.dumps(found), "utf-8")
        known = {
            one.request: (one.ours, one.theirs)
            for reason in differences_page.read()
            for one in reason.differences
        }
        assert count >= 120
        assert {name: one for name, one in found.items() if known.get(name) != one} == {}
        assert sorted(set(known) - set(found)) == []


def line_of(ask: Ask, side: Side) -> str:
    try:
        answer = ask(side)
    except RefusedBefore as refused:
        return f"before that: {tell(refused.response)}"
    return answer if isinstance(answer, str) else tell(answer)


class TestPage:
    def test_is_that_of_the_table(self) -> None:
        page = differences_page.PAGE.read_text("utf-8")

        assert page == differences_page.render(), "run `python tools/differences_page.py`"

    def test_gives_a_reason_and_a_clause_for_each(self) -> None:
        reasons = differences_page.read()
        requests_named = [one.request for reason in reasons for one in reason.differences]

        assert all(reason.why and reason.clause and reason.differences for reason in reasons)
        assert len(requests_named) == len(set(requests_named))

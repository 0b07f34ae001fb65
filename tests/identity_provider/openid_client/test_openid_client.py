"""
npm's `openid-client` 6, a stock client, signs on unmodified (QUALITY.md).

It refreshes, introspects, revokes and signs out too. What it cannot do, being a library of calls:
receive back- and front-channel notices; a business system takes those with its own web server.
"""

import json
import os
import pathlib
import subprocess

import pytest

from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import (
    AFTER_SIGN_OUT,
    CALLBACK,
    SECRET,
    make_client,
    sid_at,
)
from tests.identity_provider import node_kit
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire

HERE = pathlib.Path(__file__).parent


@pytest.fixture(scope="session")
def script() -> pathlib.Path:
    """Return the script beside its installed packages."""
    return node_kit.install(HERE, HERE / "sign_on.mjs") / "sign_on.mjs"


@pytest.mark.django_db(transaction=True)
class TestOpenidClient:
    @pytest.mark.requirement("S16-6", "S16-7", "S19-5")
    def test_signs_on_refreshes_introspects_revokes_and_signs_out(
        self, transactional_db: None, script: pathlib.Path, live: str, wire: Wire, sign_in: SignIn
    ) -> None:
        client = make_client(sector="client.example")
        session = sign_in(
            who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE
        )

        run = subprocess.run(
            [node_kit.tool("node"), str(script)],
            env={
                "PATH": os.environ["PATH"],
                "ISSUER": live,
                "CLIENT_ID": client.client_id,
                "CLIENT_SECRET": SECRET,
                "REDIRECT_URI": CALLBACK,
                "AFTER_SIGN_OUT": AFTER_SIGN_OUT,
                "COOKIE": f"{SESSION_COOKIE}={wire.cookies[SESSION_COOKIE]}",
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

        assert run.returncode == 0, run.stderr
        found = json.loads(run.stdout)
        assert found["issuer"] == live
        assert found["claims"]["acr"] == "urn:shiming:loa:intermediate"
        assert found["claims"]["amr"] == ["pwd"]
        assert found["claims"]["sid"] == sid_at(client, session)
        assert found["userinfo"]["name"] == PROOFED_CITIZEN.name
        assert found["isSameSubject"] is True
        assert found["introspected"] == {"active": True, "isSame": True}
        assert (found["revoked"], found["refreshAfterRevocation"]) == (False, "invalid_grant")
        assert found["goodbye"] == f"{AFTER_SIGN_OUT}?state=goodbye"
        assert found["afterwards"] in {401, "OAUTH_WWW_AUTHENTICATE_CHALLENGE"}
        session.refresh_from_db()
        assert session.end_reason == "signed_out"

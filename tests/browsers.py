"""
The browser of the tests: Debian's Chromium.

Journeys walk in the whole browser, as people have it. The pages of single areas are looked at in
its headless shell, where there is one: the same engine without the windows around it, which cost
three times as much as the pages.
"""

import pathlib
import shutil

from playwright.sync_api import Browser, Playwright

WHOLE = "/usr/bin/chromium"
_SHELL = shutil.which("chromium-headless-shell") or WHOLE
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
"""A camera that shows Chromium's test picture, and may be used."""


def showing(clip: pathlib.Path) -> tuple[str, ...]:
    """Return the flags of a camera that shows a clip (MJPEG)."""
    return (*CAMERA, f"--use-file-for-fake-video-capture={clip}")


def launch(playwright: Playwright, *flags: str, executable: str = _SHELL) -> Browser:
    """Start a browser."""
    return playwright.chromium.launch(executable_path=executable, args=[*_FLAGS, *flags])

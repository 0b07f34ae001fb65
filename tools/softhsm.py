"""Finds SoftHSM2, the token in software that tests use in place of a USB key."""

import pathlib

_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)


def find_module() -> pathlib.Path | None:
    """Return the PKCS#11 library of SoftHSM2, or None where it is not installed."""
    return next((path for path in map(pathlib.Path, _PLACES) if path.exists()), None)

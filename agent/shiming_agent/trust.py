"""The platforms that the owner of this computer trusts, with the keys they sign with."""

import dataclasses
import hashlib
import json
import os
import pathlib
import tempfile
import urllib.parse
from collections.abc import Mapping

from joserfc.jwk import ECKey, KeySet

_LOOPBACK = frozenset({"localhost", "127.0.0.1"})


class UntrustworthyPlatform(ValueError):
    """What an address answered cannot be trusted; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One trusted platform: its origin, and the public keys of its tickets and statements."""

    origin: str
    keys: KeySet

    @property
    def thumbprint(self) -> str:
        """A short text that two people can compare over the telephone."""
        prints = sorted(key.thumbprint() for key in self.keys.keys)
        digest = hashlib.sha256("\n".join([self.origin, *prints]).encode()).hexdigest()[:32]
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DriverEntry:
    """One configured PKCS#11 module."""

    brand: str
    module: str
    page: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the agent's file holds."""

    platforms: Mapping[str, Platform] = dataclasses.field(default_factory=dict)
    drivers: tuple[DriverEntry, ...] = ()


def parse_platform(document: object, *, asked: str) -> Platform:
    """
    Read the platform's own description of itself.

    `asked` is the address that the owner typed: the origin must be the same.

    :raises UntrustworthyPlatform: if origin or keys are not what they must be
    """
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise UntrustworthyPlatform("the platform's answer has no keys")
    origin = document.get("origin")
    if not isinstance(origin, str) or origin != origin_of(asked):
        raise UntrustworthyPlatform("the platform names another origin than the one asked")
    keys = [_public_key(key) for key in document["keys"]]
    if not keys:
        raise UntrustworthyPlatform("the platform has no keys")
    return Platform(origin=origin, keys=KeySet([*keys]))


def origin_of(address: str) -> str:
    """
    Return the origin of an address: scheme, host and port as browsers send them.

    :raises UntrustworthyPlatform: if it is not https (http only on the loopback address)
    """
    parts = urllib.parse.urlsplit(address)
    is_loopback = parts.hostname in _LOOPBACK
    if not parts.hostname or (
        parts.scheme != "https" and not (is_loopback and parts.scheme == "http")
    ):
        raise UntrustworthyPlatform("a platform is reached over https")
    default = {"https": 443, "http": 80}[parts.scheme]
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname}{port}"


def load(path: pathlib.Path) -> Configuration:
    """
    Read the agent's file; a missing one is an empty configuration.

    :raises UntrustworthyPlatform: if a platform in it is unreadable
    """
    if not path.exists():
        return Configuration()
    document = json.loads(path.read_text(encoding="utf-8"))
    platforms = [
        parse_platform(each, asked=str(each.get("origin", "")))
        for each in document.get("platforms", [])
    ]
    return Configuration(
        platforms={platform.origin: platform for platform in platforms},
        drivers=tuple(DriverEntry(**each) for each in document.get("drivers", [])),
    )


def save(path: pathlib.Path, configuration: Configuration) -> None:
    """Write the agent's file, whole or not at all, readable by its owner alone."""
    document = {
        "platforms": [
            {
                "origin": platform.origin,
                "keys": [key.as_dict(private=False) for key in platform.keys.keys],
            }
            for platform in configuration.platforms.values()
        ],
        "drivers": [dataclasses.asdict(driver) for driver in configuration.drivers],
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
    pathlib.Path(name).replace(path)


def _public_key(document: object) -> ECKey:
    if (
        not isinstance(document, dict)
        or document.get("kty") != "EC"
        or document.get("crv") != "P-256"
    ):
        raise UntrustworthyPlatform("a platform signs with P-256 keys")
    if "d" in document:
        raise UntrustworthyPlatform("the platform shows a private key")
    return ECKey.import_key(
        {name: document[name] for name in ("kty", "crv", "x", "y", "kid") if name in document}
    )

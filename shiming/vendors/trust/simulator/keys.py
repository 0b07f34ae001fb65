"""The keys between the platform and the simulated sources: made at random, kept in one file."""

import base64
import dataclasses
import json
import os
import pathlib
import secrets

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from shiming.kernel import sm2

CLIENT = "shiming-demo"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorKeys:
    """Both halves of each pair: `…_own` the platform's, `…_theirs` the source's."""

    rsa_own: str = dataclasses.field(repr=False)
    rsa_own_public: str
    rsa_theirs: str = dataclasses.field(repr=False)
    rsa_theirs_public: str
    sm2_own: str = dataclasses.field(repr=False)
    sm2_own_public: str
    sm2_theirs: str = dataclasses.field(repr=False)
    sm2_theirs_public: str
    shared: str = dataclasses.field(repr=False)
    """The key for those that sign with one that both know, and the client's secret."""

    @classmethod
    def make(cls) -> "SimulatorKeys":
        """Return new keys."""
        rsa_own, rsa_own_public = _rsa_pair()
        rsa_theirs, rsa_theirs_public = _rsa_pair()
        sm2_own, sm2_theirs = sm2.generate(), sm2.generate()
        return cls(
            rsa_own=rsa_own,
            rsa_own_public=rsa_own_public,
            rsa_theirs=rsa_theirs,
            rsa_theirs_public=rsa_theirs_public,
            sm2_own=sm2_own.hex(),
            sm2_own_public=sm2.public_point(sm2_own).hex(),
            sm2_theirs=sm2_theirs.hex(),
            sm2_theirs_public=sm2.public_point(sm2_theirs).hex(),
            shared=secrets.token_urlsafe(32),
        )

    @classmethod
    def read_or_make(cls, path: pathlib.Path) -> "SimulatorKeys":
        """Return the keys of a file, which is made, for its owner alone, if there is none."""
        if not path.exists():
            made = cls.make()
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(dataclasses.asdict(made), file)
            return made
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def _rsa_pair() -> tuple[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(private).decode(), base64.b64encode(public).decode()

"""Authenticators in software, and accounts that have credentials, as the product leaves them."""

import base64
import dataclasses
import datetime as dt
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from shiming.accounts import queries, totp_kit
from shiming.accounts.actions.credentials.add_passkey import add_passkey
from shiming.accounts.actions.credentials.offer_passkey import offer_passkey
from shiming.accounts.models import Account, Authenticator, Passkey, Session
from shiming.accounts.operations import credentials
from shiming.accounts.types import AccountId, Visit
from shiming.kernel.actor import Actor
from tests.factories.accounts import NOW, make_actor

USER_PRESENT, USER_VERIFIED, ELIGIBLE, BACKED_UP, HAS_KEY = 1, 4, 8, 16, 64


def b64(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return what base64url without padding stands for."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclasses.dataclass(kw_only=True)
class SoftKey:
    """A passkey in memory, that can be told to misbehave."""

    private: ec.EllipticCurvePrivateKey = dataclasses.field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = dataclasses.field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""
    sign_count: int = 1
    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    flags: int = USER_PRESENT | USER_VERIFIED
    client_data: dict[str, Any] = dataclasses.field(default_factory=dict)

    def create(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        self.user_handle = unb64(options["user"]["id"])
        numbers = self.private.public_key().public_numbers()
        key = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        data = self._data(HAS_KEY) + bytes(16) + len(self.credential_id).to_bytes(2, "big")
        data += self.credential_id + cbor2.dumps(key)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=b64(self._client("webauthn.create", options)),
            attestationObject=b64(attestation),
            transports=["internal"],
        )

    def get(self, options: dict[str, Any], *, counts: bool = True) -> str:
        """Answer `navigator.credentials.get`."""
        self.sign_count += counts and self.sign_count > 0
        client = self._client("webauthn.get", options)
        data = self._data(0)
        signature = self.private.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            clientDataJSON=b64(client),
            authenticatorData=b64(data),
            signature=b64(signature),
            userHandle=b64(self.user_handle),
        )

    def _data(self, flags: int) -> bytes:
        head = hashlib.sha256(self.rp_id.encode()).digest()
        return head + bytes([self.flags | flags]) + self.sign_count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": options["challenge"], "origin": self.origin}
            | self.client_data
        ).encode()

    def _answer(self, **response: object) -> str:
        name = b64(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def make_passkey(
    account: Account, key: SoftKey | None = None, *, now: dt.datetime = NOW
) -> tuple[SoftKey, Passkey]:
    """Return a key that the account has registered through the product."""
    key = key or SoftKey()
    actor = make_actor(account, now=now)
    answer = key.create(offer_passkey(actor=actor, now=now))
    passkey_id = add_passkey(answer=answer, name="手机", actor=actor, now=now)
    return key, Passkey.objects.get(pk=passkey_id)


def make_authenticator(account: Account, *, now: dt.datetime = NOW, is_on: bool = True) -> str:
    """Return the secret of an app that the account has confirmed; its present code is unused."""
    secret = totp_kit.new_secret()
    Authenticator.objects.create(
        account=account, secret=secret, created_at=now, confirmed_at=now, last_step=0
    )
    if is_on:
        credentials.switch_two_step(AccountId(account.pk), is_on=True, now=now)
    return secret


def digits(secret: str, *, now: dt.datetime = NOW, steps: int = 0) -> str:
    """Return what the app shows, `steps` later."""
    return totp_kit.code_at(secret, step=totp_kit.step_of(now) + steps)


def wrong_digits(secret: str, *, now: dt.datetime = NOW, number: int = 0) -> str:
    """Return digits that the app does not show now; another `number`, other digits."""
    right = {int(digits(secret, now=now, steps=steps)) for steps in (-1, 0, 1)}
    wrong = (value for value in range(1_000_000) if value not in right)
    return f"{next(value for place, value in enumerate(wrong) if place == number):06}"


def sign_in_options(visit: Visit, *, now: dt.datetime = NOW) -> dict[str, Any]:
    """Return what the sign-in page asks this browser's authenticators with."""
    return queries.passkey_options_to_sign_in(visit=visit, now=now)


def session_of(actor: Actor) -> Session:
    """Return the session that acts, as it stands now."""
    assert actor.session_id is not None
    return Session.objects.get(public_id=actor.session_id)


def with_fresh_proof(actor: Actor, *, now: dt.datetime = NOW) -> Actor:
    """Return the actor as one who has just given their password."""
    return dataclasses.replace(actor, factors={"pwd": now})

"""A platform that signs tickets and statements, well or badly."""

import datetime as dt
import json

from joserfc import jws
from joserfc.jwk import ECKey, KeySet
from shiming_agent.trust import Platform

ORIGIN = "https://id.example"
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


class SigningPlatform:
    """Signs with its own key; every claim can be replaced, or dropped by None."""

    def __init__(self, origin: str = ORIGIN) -> None:
        self.origin = origin
        self.key = ECKey.generate_key("P-256", parameters={"kid": "agent-1"})

    @property
    def trusted(self) -> Platform:
        public = ECKey.import_key(self.key.as_dict(private=False))
        return Platform(origin=self.origin, keys=KeySet([public]))

    def ticket(
        self,
        nonce: str,
        /,
        *,
        typ: str = "shiming-agent-ticket+jwt",
        key: ECKey | None = None,
        **changed: object,
    ) -> str:
        claims = self._claims(nonce) | {
            "origin": self.origin,
            "actions": ["certificates.list", "statement.sign"],
        }
        return self._sign(typ, claims | changed, key)

    def statement(
        self,
        nonce: str,
        /,
        *,
        typ: str = "shiming-statement+jwt",
        key: ECKey | None = None,
        **changed: object,
    ) -> str:
        claims = self._claims(nonce) | {
            "jti": "challenge",
            "purpose": "sign-in",
            "text": "登录 id.example",
        }
        return self._sign(typ, claims | changed, key)

    def _claims(self, nonce: str) -> dict[str, object]:
        issued = int(NOW.timestamp())
        return {
            "iss": self.origin,
            "aud": "shiming-agent",
            "nonce": nonce,
            "iat": issued,
            "exp": issued + 120,
        }

    def _sign(self, typ: str, claims: dict[str, object], key: ECKey | None) -> str:
        present = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "ES256", "typ": typ, "kid": "agent-1"}
        return jws.serialize_compact(header, json.dumps(present), key or self.key)

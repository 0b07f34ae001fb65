"""
Signing on over OpenID Connect: code flow with PKCE, asking for a level of assurance.

Three calls, as ever: get a code (`begin`), turn it into tokens (`finish`), get the person's data
(in `finish` too). Each answer is checked before it is believed.
"""

import dataclasses
import secrets
import urllib.parse
from collections.abc import Mapping
from typing import Any

from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

PREFIX = "urn:shiming:loa:"
LEVELS = ("registered", "primary", "intermediate", "advanced")
SCOPE = "openid profile identity"
SECONDS = 10


class SignOnFailed(Exception):
    """The person is not signed on; the text says why, for people."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the authority gave us when it registered us, and what we demand."""

    issuer: str
    client_id: str
    client_secret: str = dataclasses.field(repr=False)
    address: str
    level: str = "intermediate"

    @property
    def redirect_uri(self) -> str:
        """Where the code comes to; registered character for character."""
        return f"{self.address}/callback"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What we remember of a sign-on between leaving and coming back, in the visitor's session."""

    state: str
    nonce: str
    code_verifier: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedOn:
    """Who signed on: `subject` is the key under which our own users are kept (S16-8)."""

    subject: str
    level: str
    claims: Mapping[str, Any]
    userinfo: Mapping[str, Any]
    id_token: str


class Provider:
    """Shiming, as a client sees it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._metadata: dict[str, Any] | None = None

    def begin(self) -> tuple[str, Pending]:
        """Return the address to send the browser to, and what to remember until it is back."""
        pending = Pending(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            code_verifier=secrets.token_urlsafe(48),
        )
        address, _ = self._session().create_authorization_url(
            self._discover()["authorization_endpoint"],
            state=pending.state,
            nonce=pending.nonce,
            code_verifier=pending.code_verifier,
            acr_values=f"{PREFIX}{self.settings.level}",
        )
        return address, pending

    def finish(self, query: str, pending: Pending) -> SignedOn:
        """
        Turn what the browser brought back into who signed on.

        :raises SignOnFailed: if the person refused, or any answer is not what it should be
        """
        answer = dict(urllib.parse.parse_qsl(query))
        # State: this browser asked (RFC 6749, 10.12). Issuer: this provider answers (RFC 9207).
        if not secrets.compare_digest(answer.get("state", ""), pending.state):
            raise SignOnFailed("登录请求已失效，请重新登录。")
        if answer.get("iss") != self.settings.issuer:
            raise SignOnFailed("应答不是来自登记的实名平台。")
        if "error" in answer:
            raise SignOnFailed(f"没有完成登录（{answer['error']}）。")

        session = self._session()
        token = session.fetch_token(
            self._discover()["token_endpoint"],
            code=answer.get("code", ""),
            grant_type="authorization_code",
            code_verifier=pending.code_verifier,
            timeout=SECONDS,
        )
        claims = self._read_id_token(token["id_token"], token["access_token"], pending)
        level = str(claims.get("acr", "")).removeprefix(PREFIX)
        # The wish in the address could be taken out on the way: only the token counts.
        if level not in LEVELS or LEVELS.index(level) < LEVELS.index(self.settings.level):
            raise SignOnFailed("实名等级不足，无法办理本业务。")

        reply = session.get(self._discover()["userinfo_endpoint"], timeout=SECONDS)
        reply.raise_for_status()
        userinfo = reply.json()
        if userinfo.get("sub") != claims["sub"]:
            raise SignOnFailed("取得的信息不属于登录的人。")
        return SignedOn(
            subject=claims["sub"],
            level=level,
            claims=claims,
            userinfo=userinfo,
            id_token=token["id_token"],
        )

    def sign_out_address(self, signed_on: SignedOn) -> str:
        """Return the address that ends the session at the platform and leads back to us."""
        query = urllib.parse.urlencode(
            {
                "id_token_hint": signed_on.id_token,
                "post_logout_redirect_uri": f"{self.settings.address}/",
                "state": secrets.token_urlsafe(16),
            }
        )
        return f"{self._discover()['end_session_endpoint']}?{query}"

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self.settings.client_id,
            self.settings.client_secret,
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106  the name of a method
            scope=SCOPE,
            redirect_uri=self.settings.redirect_uri,
            code_challenge_method="S256",
        )

    def _discover(self) -> dict[str, Any]:
        if self._metadata is None:
            address = f"{self.settings.issuer}/.well-known/openid-configuration"
            metadata = self._fetch(address)
            if metadata["issuer"] != self.settings.issuer:
                raise SignOnFailed("实名平台的配置与登记的地址不一致。")
            self._metadata = metadata
        return self._metadata

    def _fetch(self, address: str) -> dict[str, Any]:
        # An OAuth2Session without a token sends none.
        reply = self._session().request("GET", address, withhold_token=True, timeout=SECONDS)
        reply.raise_for_status()
        content: dict[str, Any] = reply.json()
        return content

    def _read_id_token(self, id_token: str, access_token: str, pending: Pending) -> dict[str, Any]:
        # The keys are read each time: a rotated one is there before it signs.
        keys = KeySet.import_key_set({"keys": self._fetch(self._discover()["jwks_uri"])["keys"]})
        read = jwt.decode(id_token, keys, algorithms=["ES256"])
        CodeIDToken(
            read.claims,
            read.header,
            options={
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
            },
            params={"nonce": pending.nonce, "access_token": access_token},
        ).validate(leeway=30)
        return read.claims

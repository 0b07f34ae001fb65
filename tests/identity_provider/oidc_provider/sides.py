"""Two providers to ask the same: the same clients are registered at both, one person is known."""

import dataclasses
import datetime as dt
import secrets
import urllib.parse
from collections.abc import Mapping
from typing import Any

import requests
from joserfc.jwk import Key

from tests.factories.identity_provider import (
    AFTER_SIGN_OUT,
    CALLBACK,
    CHALLENGE,
    SECRET,
    VERIFIER,
)
from tests.factories.signed_tokens import (
    ASSERTION_TYPE,
    make_assertion,
    make_key,
    make_proof,
    public,
    sign,
)

API = "https://api.example/"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
ALL_SCOPES = ("openid", "offline_access", "profile", "phone")
SIGNED_ON = ("authorization_code", "refresh_token")
KEY, OTHER_KEY = make_key(), make_key()
TIMEOUT = 20


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClientOfBoth:
    """A client as both sides know it; `more` is what only the registration of RFC 7591 says."""

    auth_method: str = "client_secret_basic"
    grant_types: tuple[str, ...] = SIGNED_ON
    jwks: tuple[Mapping[str, Any], ...] = ()
    needs_dpop: bool = False
    needs_pushed_requests: bool = False
    needs_signed_requests: bool = False


CLIENTS: Mapping[str, ClientOfBoth] = {
    "web": ClientOfBoth(),
    "another": ClientOfBoth(),
    "form": ClientOfBoth(auth_method="client_secret_post"),
    "signing": ClientOfBoth(auth_method="private_key_jwt", jwks=(public(KEY),)),
    "public": ClientOfBoth(auth_method="none"),
    "machine": ClientOfBoth(grant_types=("client_credentials",)),
    "device": ClientOfBoth(auth_method="none", grant_types=(DEVICE_CODE, "refresh_token")),
    "bound": ClientOfBoth(needs_dpop=True),
    "pushing": ClientOfBoth(needs_pushed_requests=True),
    "jar": ClientOfBoth(jwks=(public(KEY),), needs_signed_requests=True),
}


class RefusedBefore(Exception):
    """A request that was to make ready for another one was refused."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(response.text[:400])
        self.response = response


@dataclasses.dataclass(frozen=True, kw_only=True)
class Places:
    """Where a provider has its endpoints."""

    discovery: str = "/.well-known/openid-configuration"
    jwks: str
    authorize: str
    token: str
    userinfo: str
    introspect: str
    revoke: str
    push: str
    device: str
    end_session: str


class Side:
    """One of the two; two browsers, one with somebody signed in, and a machine."""

    def __init__(self, issuer: str, places: Places) -> None:
        self.issuer, self.places = issuer, places
        self.browser, self.stranger, self.machine = (requests.Session() for _ in range(3))
        for session in (self.browser, self.stranger, self.machine):
            session.trust_env = False
        for session in (self.browser, self.stranger):
            session.headers["Accept"] = "text/html"

    def ask(
        self, method: str, path: str, *, browser: requests.Session | None = None, **more: Any
    ) -> requests.Response:
        """Ask without following where it leads."""
        return (browser or self.machine).request(
            method, f"{self.issuer}{path}", allow_redirects=False, timeout=TIMEOUT, **more
        )

    def authorize(
        self,
        client: str = "web",
        *,
        is_signed_in: bool = True,
        method: str = "GET",
        and_also: str = "",
        **changes: str | None,
    ) -> requests.Response:
        """Send the browser; a change to None leaves a parameter out, `and_also` is raw."""
        query = _urlencoded(self.authorization_parameters(client, **changes)) + and_also
        browser = self.browser if is_signed_in else self.stranger
        if method == "GET":
            return self.ask("GET", f"{self.places.authorize}?{query}", browser=browser)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        place = self.places.authorize
        return self.ask(method, place, browser=browser, data=query, headers=headers)

    @staticmethod
    def authorization_parameters(client: str = "web", **changes: str | None) -> dict[str, str]:
        """Return a request that is in order, with changes."""
        return _changed(
            {
                "client_id": client,
                "redirect_uri": CALLBACK,
                "response_type": "code",
                "scope": "openid",
                "state": "state-1",
                "nonce": "nonce-1",
                "code_challenge": CHALLENGE,
                "code_challenge_method": "S256",
            },
            changes,
        )

    def post(
        self,
        path: str,
        client: str | None = "web",
        *,
        and_also: str = "",
        proof: str = "",
        **parameters: str | None,
    ) -> requests.Response:
        """Ask as a client that authenticates as it is registered; None: as nobody."""
        told, headers = self._credentials(client)
        body = _urlencoded(_changed(told, parameters)) + and_also
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        if proof:
            headers["DPoP"] = proof
        return self.ask("POST", path, data=body, headers=headers)

    def token(self, client: str | None = "web", **parameters: Any) -> requests.Response:
        """Ask the token endpoint."""
        return self.post(self.places.token, client, **parameters)

    def redeem(self, code: str, client: str = "web", **changes: Any) -> requests.Response:
        """Turn a code into tokens."""
        parameters = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return self.token(client, **{**parameters, **changes})

    def refresh(self, token: str, client: str = "web", **more: Any) -> requests.Response:
        """Replace a refresh token."""
        return self.token(client, grant_type="refresh_token", refresh_token=token, **more)

    def code(self, client: str = "web", **changes: Any) -> str:
        """Return a fresh code."""
        response = self.authorize(client, **{"scope": "openid offline_access", **changes})
        code = response.headers.get("Location", "").partition("code=")[2].partition("&")[0]
        if not code:
            raise RefusedBefore(response)
        return code

    def tokens(self, client: str = "web", **changes: Any) -> dict[str, str]:
        """Return fresh tokens of the person."""
        proof = changes.pop("proof", "")
        return self.said(self.redeem(self.code(client, **changes), client, proof=proof))

    def machine_token(self) -> str:
        """Return a token of a client that acts for itself."""
        return self.said(self.token("machine", grant_type="client_credentials"))["access_token"]

    def push(self, client: str = "web", **changes: str | None) -> requests.Response:
        """Push a request that is in order, with changes."""
        return self.post(
            self.places.push, client, **self.authorization_parameters(client, **changes)
        )

    def userinfo(self, token: str, scheme: str = "Bearer", **more: str) -> requests.Response:
        """Ask who the person is."""
        headers = {"Authorization": f"{scheme} {token}", **more}
        return self.ask("GET", self.places.userinfo, headers=headers)

    def assertion(self, client: str = "signing", key: Key = KEY, **changes: Any) -> str:
        """Return an assertion that is in order, with changes."""
        now = int(dt.datetime.now(dt.UTC).timestamp())
        told = {"aud": self.issuer, "iat": now, "exp": now + 60}
        return make_assertion(key, client, **{**told, **changes})

    def proof(self, key: Key = KEY, *, path: str = "", method: str = "POST", **changes: Any) -> str:
        """Return a proof of possession that is in order, with changes."""
        now = int(dt.datetime.now(dt.UTC).timestamp())
        address = f"{self.issuer}{path or self.places.token}"
        return make_proof(key, method=method, address=address, **{"iat": now, **changes})

    def request_object(
        self, client: str = "jar", key: Key = KEY, alg: str = "ES256", **changes: Any
    ) -> str:
        """Return a signed request that is in order, with changes."""
        now = int(dt.datetime.now(dt.UTC).timestamp())
        told = {
            **self.authorization_parameters(client),
            "iss": client,
            "aud": self.issuer,
            "iat": now,
            "nbf": now,
            "exp": now + 60,
            "jti": secrets.token_urlsafe(8),
        }
        header = {"alg": alg, "kid": key.kid, "typ": "oauth-authz-req+jwt"}
        return sign(key, header, {**told, **changes})

    @staticmethod
    def said(response: requests.Response) -> dict[str, str]:
        """Return what a response says that must be a yes."""
        if not response.ok:
            raise RefusedBefore(response)
        content: dict[str, str] = response.json()
        return content

    def _credentials(self, client: str | None) -> tuple[dict[str, str], dict[str, str]]:
        if client is None:
            return {}, {}
        match CLIENTS[client].auth_method:
            case "client_secret_basic":
                return {}, {"Authorization": requests.auth._basic_auth_str(client, SECRET)}
            case "client_secret_post":
                return {"client_id": client, "client_secret": SECRET}, {}
            case "private_key_jwt":
                told = {
                    "client_assertion_type": ASSERTION_TYPE,
                    "client_assertion": self.assertion(client),
                }
                return told, {}
            case _:
                return {"client_id": client}, {}


def registration(client_id: str) -> dict[str, Any]:
    """Return a client in the words of RFC 7591, which the peer takes."""
    client = CLIENTS[client_id]
    has_codes = "authorization_code" in client.grant_types
    told: dict[str, Any] = {
        "client_id": client_id,
        "redirect_uris": [CALLBACK] if has_codes else [],
        "post_logout_redirect_uris": [AFTER_SIGN_OUT],
        "grant_types": list(client.grant_types),
        "response_types": ["code"] if has_codes else [],
        "token_endpoint_auth_method": client.auth_method,
        "id_token_signed_response_alg": "ES256",
        "dpop_bound_access_tokens": client.needs_dpop,
        "require_pushed_authorization_requests": client.needs_pushed_requests,
        "require_signed_request_object": client.needs_signed_requests,
    }
    if client.auth_method.startswith("client_secret"):
        told["client_secret"] = SECRET
    if client.jwks:
        told["jwks"] = {"keys": [dict(key) for key in client.jwks]}
    return told


def _changed(parameters: dict[str, str], changes: Mapping[str, str | None]) -> dict[str, str]:
    changed = {**parameters, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def _urlencoded(parameters: Mapping[str, str]) -> str:
    return urllib.parse.urlencode(parameters)

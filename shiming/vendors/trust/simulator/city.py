"""A simulated city platform over OpenID Connect; everybody on its page is synthetic."""

import base64
import hashlib
import hmac
import html
import json
import secrets
import threading
import time
import urllib.parse
from typing import TypedDict

from joserfc import jws
from joserfc.jwk import ECKey

from shiming.vendors.registers.simulator.people import load_people
from shiming.vendors.trust.simulator.keys import CLIENT
from shiming.vendors.trust.simulator.wire import Answer, Asked, as_json, as_page

CITY = "/simulated/city"
_LIFETIME_SECONDS = 300.0


class _Code(TypedDict):
    who: str
    back: str
    nonce: str
    challenge: str
    until: float


class CitySimulator:
    """Hands out codes that are good once, for whom one clicks on."""

    def __init__(self, *, secret: str) -> None:
        self._secret = secret
        self._key = ECKey.generate_key("P-256", {"kid": "city", "use": "sig", "alg": "ES256"})
        self._lock = threading.Lock()
        self._codes: dict[str, _Code] = {}

    def answer(self, asked: Asked) -> Answer:
        """Answer one request below the issuer's address."""
        issuer = f"http://{asked.headers.get('host', '')}{CITY}"
        path = asked.path.removeprefix(CITY)
        if path == "/.well-known/openid-configuration":
            return as_json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/jwks",
                    "authorization_response_iss_parameter_supported": True,
                    "simulated": True,
                }
            )
        if path == "/jwks":
            return as_json({"keys": [self._key.as_dict(private=False)]})
        if path == "/authorize":
            return self._people(asked, issuer)
        if path == "/token" and asked.method == "POST":
            return self._token(asked, issuer)
        return Answer(status="404 Not Found", body=b"{}")

    def _people(self, asked: Asked, issuer: str) -> Answer:
        links = []
        for person in load_people():
            if person.is_deceased:
                continue
            code = secrets.token_urlsafe(16)
            with self._lock:
                self._codes[code] = {
                    "who": person.number,
                    "back": asked.query.get("redirect_uri", ""),
                    "nonce": asked.query.get("nonce", ""),
                    "challenge": asked.query.get("code_challenge", ""),
                    "until": time.monotonic() + _LIFETIME_SECONDS,
                }
            back = {"code": code, "state": asked.query.get("state", ""), "iss": issuer}
            href = html.escape(
                f"{asked.query.get('redirect_uri', '')}?{urllib.parse.urlencode(back)}"
            )
            links.append(f'<li><a href="{href}">{html.escape(person.name)}</a></li>')
        return as_page("样本市市民云（模拟）：您是谁？", f"<ul>{''.join(links)}</ul>")

    def _token(self, asked: Asked, issuer: str) -> Answer:
        pair = f"{urllib.parse.quote_plus(CLIENT)}:{urllib.parse.quote_plus(self._secret)}"
        expected = f"Basic {base64.b64encode(pair.encode()).decode()}"
        given = asked.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            return as_json({"error": "invalid_client"}, status="401 Unauthorized")
        form = asked.form
        with self._lock:
            known = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            known is None
            or known["until"] < time.monotonic()
            or known["back"] != form.get("redirect_uri")
            or known["challenge"] != challenge
        ):
            return as_json({"error": "invalid_grant"}, status="400 Bad Request")
        person = next(one for one in load_people() if one.number == known["who"])
        seconds = int(time.time())
        claims = {
            "iss": issuer,
            "aud": CLIENT,
            "sub": hashlib.sha256(person.number.encode()).hexdigest()[:24],
            "nonce": known["nonce"],
            "iat": seconds,
            "exp": seconds + 300,
            "id_number": person.number,
            "name": person.name,
            "acr": "face",
        }
        token = jws.serialize_compact(
            {"alg": "ES256", "kid": "city"}, json.dumps(claims), self._key, algorithms=["ES256"]
        )
        return as_json({"access_token": secrets.token_urlsafe(16), "id_token": token})

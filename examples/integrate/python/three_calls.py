"""The three calls of the 2014 specification, with nothing but `requests`: code, token, user."""

import base64
import hashlib
import secrets
import urllib.parse
from typing import Any

import requests

ISSUER = "https://id.example.gov"
CLIENT_ID = "my-system"
CLIENT_SECRET = "the-secret-that-was-shown-once"  # noqa: S105 - read yours from a file
REDIRECT_URI = "https://app.example.gov/callback"
SECONDS = 10


def get_code_address(session: dict[str, str]) -> str:
    """Call 1: return where to send the browser, and keep in its session what comes back."""
    session["state"] = secrets.token_urlsafe(24)
    session["nonce"] = secrets.token_urlsafe(24)
    session["verifier"] = secrets.token_urlsafe(48)
    digest = hashlib.sha256(session["verifier"].encode()).digest()
    query = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "scope": "openid profile",
        "state": session["state"],
        "nonce": session["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{ISSUER}/oauth2/authorize?{urllib.parse.urlencode(query)}"


def get_token(session: dict[str, str], answer: dict[str, str]) -> str:
    """Call 2: turn the code into an access token; `answer` is the query of the callback."""
    if not secrets.compare_digest(answer.get("state", ""), session.pop("state", "-")):
        raise ValueError("this browser asked for nothing")
    if answer.get("iss") != ISSUER:
        raise ValueError("somebody else answers")
    if "error" in answer:
        raise ValueError(f"no sign-on: {answer['error']}")
    reply = requests.post(
        f"{ISSUER}/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": REDIRECT_URI,
            "code_verifier": session.pop("verifier"),
        },
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=SECONDS,
    )
    reply.raise_for_status()
    return str(reply.json()["access_token"])


def get_user(access_token: str) -> dict[str, Any]:
    """Call 3: return who it is; keep your own user under `sub`."""
    reply = requests.get(
        f"{ISSUER}/oauth2/userinfo",
        # In the header: a token in an address ends up in logs and histories.
        headers={"Authorization": f"Bearer {access_token}"},
        timeout=SECONDS,
    )
    reply.raise_for_status()
    user: dict[str, Any] = reply.json()
    return user

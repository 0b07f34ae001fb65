"""A service that calls another one for itself, and the other one that checks who calls."""

from typing import Any

import requests

ISSUER = "https://id.example.gov"
CLIENT_ID = "my-system"
CLIENT_SECRET = "the-secret-that-was-shown-once"  # noqa: S105 - read yours from a file
SECONDS = 10


def token_for(resource: str) -> str:
    """Return an access token of our own for one service; keep it until it ends (`expires_in`)."""
    reply = requests.post(
        f"{ISSUER}/oauth2/token",
        data={"grant_type": "client_credentials", "resource": resource},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=SECONDS,
    )
    reply.raise_for_status()
    return str(reply.json()["access_token"])


def refreshed(refresh_token: str) -> dict[str, Any]:
    """Return new tokens; save the new refresh token at once: the old one is used up."""
    reply = requests.post(
        f"{ISSUER}/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": refresh_token},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=SECONDS,
    )
    if reply.status_code == requests.codes.bad_request:
        raise PermissionError("the person must sign on again")
    reply.raise_for_status()
    tokens: dict[str, Any] = reply.json()
    return tokens


def caller_of(authorization: str) -> dict[str, Any]:
    """Return who calls us, by asking the platform; refuse whoever it does not vouch for."""
    scheme, _, token = authorization.partition(" ")
    reply = requests.post(
        f"{ISSUER}/oauth2/introspect",
        data={"token": token},
        auth=(CLIENT_ID, CLIENT_SECRET),
        timeout=SECONDS,
    )
    reply.raise_for_status()
    told: dict[str, Any] = reply.json()
    if scheme.lower() != "bearer" or not told["active"]:
        raise PermissionError("401: no live token for us")
    return told

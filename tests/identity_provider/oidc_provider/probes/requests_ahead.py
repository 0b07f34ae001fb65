"""RFC 9126 (pushed requests), RFC 9101 (signed requests), RFC 8628 (devices)."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.factories.identity_provider import CHALLENGE
from tests.identity_provider.oidc_provider.sides import DEVICE_CODE, OTHER_KEY, Side

Ask = Callable[[Side], requests.Response]
NOW = int(time.time())


def pushed(client: str = "web", **changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.push(client, **changes)

    return ask


def used(side: Side, client: str = "web", *, by: str = "", **more: str) -> requests.Response:
    reference = side.said(side.push(client))["request_uri"]
    return only(side, by or client, request_uri=reference, **more)


def only(side: Side, client: str, **parameters: str) -> requests.Response:
    asked: dict[str, Any] = dict.fromkeys(side.authorization_parameters(client))
    return side.authorize(client, **{**asked, "client_id": client, **parameters})


def used_twice(side: Side) -> requests.Response:
    reference = side.said(side.push())["request_uri"]
    only(side, "web", request_uri=reference)
    return only(side, "web", request_uri=reference)


def signed(client: str = "jar", *, and_also: Mapping[str, str] = {}, **changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return only(side, client, request=side.request_object(**changes), **and_also)

    return ask


def signed_and_pushed(**changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.post(side.places.push, "jar", request=side.request_object(**changes))

    return ask


def polled(times: int = 1, *, by: str = "device", **changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        code = side.said(side.post(side.places.device, "device", scope="openid"))["device_code"]
        parameters = {"grant_type": DEVICE_CODE, "device_code": code, **changes}
        for _ in range(times - 1):
            side.token(by, **parameters)
        return side.token(by, **parameters)

    return ask


def device(client: str | None = "device", **parameters: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.post(side.places.device, client, **parameters)

    return ask


PROBES: Mapping[str, Ask] = {
    "pushed: in order": pushed(),
    "pushed: by a public client": pushed("public"),
    "pushed: by nobody": lambda side: side.post(
        side.places.push, None, **side.authorization_parameters()
    ),
    "pushed: with another redirect_uri": pushed(redirect_uri="https://evil.example/"),
    "pushed: without redirect_uri": pushed(redirect_uri=None),
    "pushed: without response_type": pushed(response_type=None),
    "pushed: with response_type token": pushed(response_type="token"),
    "pushed: with an unknown scope": pushed(scope="nonsense"),
    "pushed: without code_challenge": pushed(code_challenge=None),
    "pushed: with code_challenge_method plain": pushed(code_challenge_method="plain"),
    "pushed: with a request_uri": pushed(request_uri="urn:ietf:params:oauth:request_uri:x"),
    "pushed: with another client_id": pushed(client_id="another"),
    "pushed: with a parameter twice": lambda side: side.post(
        side.places.push, and_also="&scope=openid", **side.authorization_parameters()
    ),
    "pushed: with GET": lambda side: side.ask("GET", side.places.push),
    "pushed: then used": used,
    "pushed: then used by another client": lambda side: used(side, by="another"),
    "pushed: then used with parameters beside it": lambda side: used(side, scope="nonsense"),
    "pushed: then used twice": used_twice,
    "pushed: not, by a client that must": lambda side: side.authorize("pushing"),
    "pushed: by a client that must, then used": lambda side: used(side, "pushing"),
    "signed: in order": signed(),
    "signed: with the type JWT": lambda side: only(
        side,
        "jar",
        request=side.request_object(),
        state="of-the-address",
    ),
    "signed: by another key": signed(key=OTHER_KEY),
    "signed: not at all (alg none)": signed(alg="none"),
    "signed: over": signed(exp=NOW - 3600),
    "signed: without an end": signed(exp=None),
    "signed: of the future": signed(nbf=NOW + 3600),
    "signed: for somebody else": signed(aud="https://other.example"),
    "signed: for nobody": signed(aud=None),
    "signed: by another issuer": signed(iss="another"),
    "signed: without an issuer": signed(iss=None),
    "signed: for another client": signed(client_id="web"),
    "signed: without a client": signed(client_id=None),
    "signed: with a request in it": signed(request="x.y.z"),
    "signed: with a request_uri in it": signed(request_uri="urn:ietf:params:oauth:request_uri:x"),
    "signed: with another redirect_uri": signed(redirect_uri="https://evil.example/"),
    "signed: without redirect_uri, which stands beside it": signed(
        redirect_uri=None, and_also={"redirect_uri": "https://client.example/callback"}
    ),
    "signed: without code_challenge, which stands beside it": signed(
        code_challenge=None, and_also={"code_challenge": CHALLENGE}
    ),
    "signed: with max_age as a number": signed(max_age=3600),
    "signed: with claims as an object": signed(claims={"id_token": {"name": None}}),
    "signed: nonsense": lambda side: only(side, "jar", request="nonsense"),
    "signed: not, by a client that must": lambda side: side.authorize("jar"),
    "signed: from a client without a key": lambda side: only(
        side, "web", request=side.request_object("web")
    ),
    "signed: then pushed": signed_and_pushed(),
    "signed: by another key, then pushed": signed_and_pushed(key=OTHER_KEY),
    "signed: over, then pushed": signed_and_pushed(exp=NOW - 3600),
    "device: in order": device(scope="openid"),
    "device: without scope": device(),
    "device: with an unknown scope": device(scope="nonsense"),
    "device: by nobody": device(None, scope="openid"),
    "device: by a client without this way": device("web", scope="openid"),
    "device: with scope twice": device(scope="openid", and_also="&scope=profile"),
    "device: with GET": lambda side: side.ask("GET", side.places.device),
    "device: asked once, undecided": polled(),
    "device: asked twice in a row": polled(2),
    "device: asked by another client": polled(by="web"),
    "device: asked without a code": polled(device_code=None),
    "device: asked with an unknown code": polled(device_code="nonsense"),
}

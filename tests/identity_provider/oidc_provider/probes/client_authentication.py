"""RFC 6749, sections 2.3 and 5.2; RFC 7523, section 3; OpenID Connect Core, section 9."""

import base64
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.factories.identity_provider import SECRET
from tests.factories.signed_tokens import ASSERTION_TYPE
from tests.identity_provider.oidc_provider.sides import OTHER_KEY, Side

Ask = Callable[[Side], requests.Response]
FORM = "application/x-www-form-urlencoded"
UNKNOWN = {"grant_type": "refresh_token", "refresh_token": "nonsense"}


def with_header(authorization: str, **more: str) -> Ask:
    def ask(side: Side) -> requests.Response:
        headers = {"Authorization": authorization}
        return side.ask("POST", side.places.token, data={**UNKNOWN, **more}, headers=headers)

    return ask


def in_the_form(**more: str) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.ask("POST", side.places.token, data={**UNKNOWN, **more})

    return ask


def basic(client: str, secret: str) -> str:
    return requests.auth._basic_auth_str(client, secret)


def encoded(text: str) -> str:
    return f"Basic {base64.b64encode(text.encode()).decode()}"


def asserted(*, kind: str = ASSERTION_TYPE, client_id: str = "", **changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        parameters = {"client_assertion_type": kind, **UNKNOWN}
        if client_id:
            parameters["client_id"] = client_id
        parameters["client_assertion"] = side.assertion(**changes)
        return side.ask("POST", side.places.token, data=parameters)

    return ask


def asserted_twice(side: Side) -> requests.Response:
    assertion = side.assertion()
    parameters = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    side.ask("POST", side.places.token, data={**UNKNOWN, **parameters})
    return side.ask("POST", side.places.token, data={**UNKNOWN, **parameters})


def asserted_nonsense(side: Side) -> requests.Response:
    parameters = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": "nonsense"}
    return side.ask("POST", side.places.token, data={**UNKNOWN, **parameters})


NOW = int(time.time())
PROBES: Mapping[str, Ask] = {
    "basic: in order": with_header(basic("web", SECRET)),
    "basic: with a wrong secret": with_header(basic("web", "wrong")),
    "basic: with an empty secret": with_header(basic("web", "")),
    "basic: of an unknown client": with_header(basic("nobody", SECRET)),
    "basic: not base64": with_header("Basic %%%"),
    "basic: without a colon": with_header(encoded("web")),
    "basic: in small letters": with_header(basic("web", SECRET).replace("Basic", "basic")),
    "basic: with another client_id in the form": with_header(
        basic("web", SECRET), client_id="another"
    ),
    "basic: and a secret in the form": with_header(
        basic("web", SECRET), client_id="web", client_secret=SECRET
    ),
    "basic: from a client that is registered for the form": with_header(basic("form", SECRET)),
    "basic: from a client that is registered as public": with_header(basic("public", "x")),
    "form: in order": in_the_form(client_id="form", client_secret=SECRET),
    "form: with a wrong secret": in_the_form(client_id="form", client_secret="wrong"),
    "form: from a client that is registered for basic": in_the_form(
        client_id="web", client_secret=SECRET
    ),
    "form: without a secret": in_the_form(client_id="form"),
    "nobody says who": in_the_form(),
    "public: in order": in_the_form(client_id="public"),
    "public: with a secret": in_the_form(client_id="public", client_secret="x"),
    "public: a client that has a secret": in_the_form(client_id="web"),
    "an unknown client": in_the_form(client_id="nobody"),
    "with a bearer token": with_header("Bearer nonsense"),
    "with an unknown scheme": with_header("Digest nonsense"),
    "assertion: in order": asserted(),
    "assertion: for the token endpoint": lambda side: asserted(
        aud=f"{side.issuer}{side.places.token}"
    )(side),
    "assertion: for somebody else": asserted(aud="https://other.example"),
    "assertion: for several, us among them": lambda side: asserted(
        aud=[side.issuer, "https://other.example"]
    )(side),
    "assertion: over": asserted(exp=NOW - 3600),
    "assertion: without an end": asserted(exp=None),
    "assertion: of the future": asserted(nbf=NOW + 3600),
    "assertion: without jti": asserted(jti=None),
    "assertion: a second time": asserted_twice,
    "assertion: of another issuer": asserted(iss="another"),
    "assertion: of another key": asserted(key=OTHER_KEY),
    "assertion: unsigned": asserted(header={"alg": "none"}),
    "assertion: of an unknown type": asserted(kind="nonsense"),
    "assertion: nonsense": asserted_nonsense,
    "assertion: of an unknown client": asserted(client="nobody"),
    "assertion: with another client_id": asserted(client_id="web"),
    "assertion: from a client that is registered for basic": asserted(client="web"),
}

"""RFC 6749, sections 4.1.3, 4.4, 5.2 and 6; RFC 7636, section 4.6; RFC 8707."""

from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.factories.identity_provider import CALLBACK, SECRET, VERIFIER
from tests.identity_provider.oidc_provider.sides import API, Side

Ask = Callable[[Side], requests.Response]


def redeemed(
    client: str = "web", *, by: str = "", asked: Mapping[str, Any] = {}, **more: Any
) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.redeem(side.code(client, **asked), by or client, **more)

    return ask


def asked_for(client: str | None = "web", **parameters: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.token(client, **parameters)

    return ask


def refreshed(client: str = "web", *, by: str = "", **more: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.refresh(side.tokens(client)["refresh_token"], by or client, **more)

    return ask


def redeemed_twice(side: Side) -> requests.Response:
    code = side.code()
    side.redeem(code)
    return side.redeem(code)


def bought_by_what_came_twice(side: Side) -> requests.Response:
    code = side.code()
    first = side.said(side.redeem(code))
    side.redeem(code)
    return side.userinfo(first["access_token"])


def refreshed_twice(side: Side) -> requests.Response:
    token = side.tokens()["refresh_token"]
    side.refresh(token)
    return side.refresh(token)


def family_of_what_came_twice(side: Side) -> requests.Response:
    token = side.tokens()["refresh_token"]
    fresh = side.said(side.refresh(token))
    side.refresh(token)
    return side.refresh(fresh["refresh_token"])


def refreshed_with_an_access_token(side: Side) -> requests.Response:
    return side.refresh(side.tokens()["access_token"])


def refreshed_after_its_narrowing(side: Side) -> requests.Response:
    token = side.tokens(scope="openid offline_access profile")["refresh_token"]
    narrow = side.said(side.refresh(token, scope="openid"))
    return side.refresh(narrow["refresh_token"], scope="openid profile")


def with_json(side: Side) -> requests.Response:
    headers = {"Authorization": requests.auth._basic_auth_str("web", SECRET)}
    parameters = {"grant_type": "refresh_token", "refresh_token": "x"}
    return side.ask("POST", side.places.token, json=parameters, headers=headers)


def with_get(side: Side) -> requests.Response:
    query = "grant_type=client_credentials"
    return side.ask("GET", f"{side.places.token}?{query}")


def in_the_query(side: Side) -> requests.Response:
    headers = {"Authorization": requests.auth._basic_auth_str("machine", SECRET)}
    place = f"{side.places.token}?grant_type=client_credentials"
    return side.ask("POST", place, headers=headers)


def with_a_large_body(side: Side) -> requests.Response:
    return side.token(grant_type="client_credentials", more="x" * 200_000)


PROBES: Mapping[str, Ask] = {
    "code: in order": redeemed(),
    "code: without offline_access": redeemed(asked={"scope": "openid"}),
    "code: without openid": redeemed(asked={"scope": "profile"}),
    "code: of a public client": redeemed("public"),
    "code: without code": asked_for(
        grant_type="authorization_code", redirect_uri=CALLBACK, code_verifier=VERIFIER
    ),
    "code: unknown": asked_for(
        grant_type="authorization_code",
        code="nonsense",
        redirect_uri=CALLBACK,
        code_verifier=VERIFIER,
    ),
    "code: a second time": redeemed_twice,
    "code: what the first redemption bought, after the second": bought_by_what_came_twice,
    "code: of another client": redeemed(by="another"),
    "code: twice in one request": redeemed(and_also="&code=another"),
    "code: without redirect_uri": redeemed(redirect_uri=None),
    "code: with another redirect_uri": redeemed(redirect_uri="https://client.example/other"),
    "code: without code_verifier": redeemed(code_verifier=None),
    "code: with another code_verifier": redeemed(code_verifier="x" * 43),
    "code: with a short code_verifier": redeemed(code_verifier="x" * 20),
    "code: with a long code_verifier": redeemed(code_verifier="x" * 200),
    "code: with other letters in code_verifier": redeemed(code_verifier=f"{'x' * 43}="),
    "code: with a resource that was asked for": redeemed(asked={"resource": API}, resource=API),
    "code: with a resource that was not asked for": redeemed(resource=API),
    "without grant_type": asked_for(code="x"),
    "with an empty grant_type": asked_for(grant_type=""),
    "with an unknown grant_type": asked_for(grant_type="nonsense"),
    "with grant_type password": asked_for(grant_type="password", username="x", password="y"),
    "with grant_type implicit": asked_for(grant_type="implicit"),
    "with grant_type twice": redeemed(and_also="&grant_type=refresh_token"),
    "with a grant_type that the client does not have": asked_for(grant_type="client_credentials"),
    "with JSON": with_json,
    "with GET": with_get,
    "with everything in the query": in_the_query,
    "with a body of 200 kB": with_a_large_body,
    "with NUL": asked_for(grant_type="refresh_token", refresh_token="a\0b"),
    "with what is not UTF-8": asked_for(grant_type="refresh_token", and_also="&refresh_token=%ff"),
    "client credentials: in order": asked_for("machine", grant_type="client_credentials"),
    "client credentials: with a scope": asked_for(
        "machine", grant_type="client_credentials", scope="profile"
    ),
    "client credentials: with openid": asked_for(
        "machine", grant_type="client_credentials", scope="openid"
    ),
    "client credentials: with an unknown scope": asked_for(
        "machine", grant_type="client_credentials", scope="nonsense"
    ),
    "client credentials: with a resource": asked_for(
        "machine", grant_type="client_credentials", resource=API
    ),
    "client credentials: with an unknown resource": asked_for(
        "machine", grant_type="client_credentials", resource="https://other.example/"
    ),
    "client credentials: of a public client": asked_for("public", grant_type="client_credentials"),
    "refresh: in order": refreshed(),
    "refresh: of a public client": refreshed("public"),
    "refresh: without refresh_token": asked_for(grant_type="refresh_token"),
    "refresh: unknown": asked_for(grant_type="refresh_token", refresh_token="nonsense"),
    "refresh: of another client": refreshed(by="another"),
    "refresh: with a narrower scope": refreshed(scope="openid"),
    "refresh: with a wider scope": refreshed(scope="openid offline_access profile"),
    "refresh: with an unknown scope": refreshed(scope="nonsense"),
    "refresh: as wide as granted, after a narrower one": refreshed_after_its_narrowing,
    "refresh: a second time": refreshed_twice,
    "refresh: what the first one bought, after the second": family_of_what_came_twice,
    "refresh: with an access token": refreshed_with_an_access_token,
    "refresh: twice in one request": refreshed(and_also="&refresh_token=another"),
    "refresh: from a client without this way": asked_for(
        "machine", grant_type="refresh_token", refresh_token="x"
    ),
}

"""RFC 7662 (introspection), RFC 7009 (revocation), RFC 6750 and Core 5.3 (userinfo)."""

from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.identity_provider.oidc_provider.sides import Side

Ask = Callable[[Side], requests.Response]


def introspected(kind: str = "access_token", *, by: str | None = "web", **more: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.post(side.places.introspect, by, token=side.tokens()[kind], **more)

    return ask


def revoked(kind: str = "access_token", *, by: str | None = "web", **more: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.post(side.places.revoke, by, token=side.tokens()[kind], **more)

    return ask


def posted(place: str, client: str | None = "web", **parameters: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.post(getattr(side.places, place), client, **parameters)

    return ask


def after_revocation(kind: str, then: Callable[[Side, dict[str, str]], requests.Response]) -> Ask:
    def ask(side: Side) -> requests.Response:
        tokens = side.tokens()
        side.post(side.places.revoke, token=tokens[kind])
        return then(side, tokens)

    return ask


def got(place: str) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.ask("GET", f"{getattr(side.places, place)}?token=x")

    return ask


def told(scheme: str = "Bearer", *, token: str = "", scope: str = "openid offline_access") -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.userinfo(token or side.tokens(scope=scope)["access_token"], scheme)

    return ask


def told_in_the_form(side: Side) -> requests.Response:
    data = {"access_token": side.tokens()["access_token"]}
    return side.ask("POST", side.places.userinfo, data=data)


def told_in_the_query(side: Side) -> requests.Response:
    token = side.tokens()["access_token"]
    return side.ask("GET", f"{side.places.userinfo}?access_token={token}")


def told_twice(side: Side) -> requests.Response:
    token = side.tokens()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return side.ask("POST", side.places.userinfo, data={"access_token": token}, headers=headers)


PROBES: Mapping[str, Ask] = {
    "introspection: of an access token": introspected(),
    "introspection: of a refresh token": introspected("refresh_token"),
    "introspection: of an ID token": introspected("id_token"),
    "introspection: of an unknown token": posted("introspect", token="nonsense"),
    "introspection: without a token": posted("introspect"),
    "introspection: by nobody": introspected(by=None),
    "introspection: by a public client": introspected(by="public"),
    "introspection: by another client": introspected(by="another"),
    "introspection: with a wrong hint": introspected(token_type_hint="refresh_token"),
    "introspection: with an unknown hint": introspected(token_type_hint="nonsense"),
    "introspection: of two tokens": introspected(and_also="&token=another"),
    "introspection: with GET": got("introspect"),
    "introspection: of what was revoked": after_revocation(
        "access_token",
        lambda side, tokens: side.post(side.places.introspect, token=tokens["access_token"]),
    ),
    "introspection: of a machine's token, by another": lambda side: side.post(
        side.places.introspect, token=side.machine_token()
    ),
    "revocation: of an access token": revoked(),
    "revocation: of a refresh token": revoked("refresh_token"),
    "revocation: of an unknown token": posted("revoke", token="nonsense"),
    "revocation: without a token": posted("revoke"),
    "revocation: by nobody": revoked(by=None),
    "revocation: by another client": revoked(by="another"),
    "revocation: with a wrong hint": revoked(token_type_hint="refresh_token"),
    "revocation: with an unknown hint": revoked(token_type_hint="nonsense"),
    "revocation: of two tokens": revoked(and_also="&token=another"),
    "revocation: with GET": got("revoke"),
    "revocation: then userinfo": after_revocation(
        "access_token", lambda side, tokens: side.userinfo(tokens["access_token"])
    ),
    "revocation: of the access token, then refresh": after_revocation(
        "access_token", lambda side, tokens: side.refresh(tokens["refresh_token"])
    ),
    "revocation: of the refresh token, then refresh": after_revocation(
        "refresh_token", lambda side, tokens: side.refresh(tokens["refresh_token"])
    ),
    "revocation: of the refresh token, then userinfo": after_revocation(
        "refresh_token", lambda side, tokens: side.userinfo(tokens["access_token"])
    ),
    "userinfo: in order": told(),
    "userinfo: with a scheme in small letters": told("bearer"),
    "userinfo: in the form": told_in_the_form,
    "userinfo: in the query": told_in_the_query,
    "userinfo: in two ways": told_twice,
    "userinfo: without a token": lambda side: side.ask("GET", side.places.userinfo),
    "userinfo: with an empty token": told(token=" "),
    "userinfo: with an unknown token": told(token="nonsense"),
    "userinfo: with another scheme": told("Basic"),
    "userinfo: with a refresh token": lambda side: side.userinfo(side.tokens()["refresh_token"]),
    "userinfo: with an ID token": lambda side: side.userinfo(side.tokens()["id_token"]),
    "userinfo: with a machine's token": lambda side: side.userinfo(side.machine_token()),
    "userinfo: with a token without openid": told(scope="profile"),
    "userinfo: with the method PUT": lambda side: side.ask("PUT", side.places.userinfo),
}

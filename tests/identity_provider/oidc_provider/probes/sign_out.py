"""OpenID Connect RP-Initiated Logout 1.0, section 2. The last one ends the session."""

from collections.abc import Callable, Mapping

import requests

from tests.factories.identity_provider import AFTER_SIGN_OUT
from tests.identity_provider.oidc_provider.sides import Side

Ask = Callable[[Side], requests.Response]


def asked(
    *, is_signed_in: bool = True, method: str = "GET", has_hint: bool = False, **parameters: str
) -> Ask:
    def ask(side: Side) -> requests.Response:
        told = {**parameters}
        if has_hint:
            told["id_token_hint"] = side.tokens()["id_token"]
        browser = side.browser if is_signed_in else side.stranger
        where = {"params": told} if method == "GET" else {"data": told}
        return side.ask(method, side.places.end_session, browser=browser, **where)

    return ask


PROBES: Mapping[str, Ask] = {
    "without anything": asked(),
    "without anything, nobody signed in": asked(is_signed_in=False),
    "with client_id": asked(client_id="web"),
    "with an unknown client_id": asked(client_id="nobody"),
    "with an address, and nobody says whose": asked(post_logout_redirect_uri=AFTER_SIGN_OUT),
    "with client_id and its address": asked(
        client_id="web", post_logout_redirect_uri=AFTER_SIGN_OUT
    ),
    "with client_id and another address": asked(
        client_id="web", post_logout_redirect_uri="https://evil.example/"
    ),
    "with client_id and an address of javascript": asked(
        client_id="web", post_logout_redirect_uri="javascript:alert(1)"
    ),
    "with a hint of nonsense": asked(id_token_hint="nonsense"),
    "with a hint and another client_id": asked(has_hint=True, client_id="another"),
    "with a hint and another address": asked(
        has_hint=True, post_logout_redirect_uri="https://evil.example/"
    ),
    "with PUT": asked(method="PUT"),
    "with a hint, its address and state": asked(
        has_hint=True, post_logout_redirect_uri=AFTER_SIGN_OUT, state="s"
    ),
}

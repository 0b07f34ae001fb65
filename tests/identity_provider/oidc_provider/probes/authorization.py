"""RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2; RFC 7636, 8707, 9207, 9700."""

from collections.abc import Callable, Mapping

import requests

from tests.factories.identity_provider import CALLBACK, CHALLENGE
from tests.identity_provider.oidc_provider.sides import API, Side

Ask = Callable[[Side], requests.Response]


def changed(
    client: str = "web",
    *,
    is_signed_in: bool = True,
    method: str = "GET",
    and_also: str = "",
    **changes: str | None,
) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.authorize(
            client, is_signed_in=is_signed_in, method=method, and_also=and_also, **changes
        )

    return ask


def with_hint(*, prompt: str | None = None, is_broken: bool = False) -> Ask:
    def ask(side: Side) -> requests.Response:
        token = side.tokens()["id_token"]
        hint = f"{token[:-8]}AAAAAAAA" if is_broken else token
        return side.authorize(id_token_hint=hint, prompt=prompt)

    return ask


def as_json(side: Side) -> requests.Response:
    parameters = side.authorization_parameters()
    return side.ask("POST", side.places.authorize, browser=side.browser, json=parameters)


PROBES: Mapping[str, Ask] = {
    "in order": changed(),
    "in order, posted": changed(method="POST"),
    "in order, nobody signed in": changed(is_signed_in=False),
    "posted as JSON": as_json,
    "with the method PUT": changed(method="PUT"),
    "without client_id": changed(client_id=None),
    "with an unknown client_id": changed(client_id="nobody"),
    "with client_id twice": changed(and_also="&client_id=web"),
    "without redirect_uri": changed(redirect_uri=None),
    "with redirect_uri twice": changed(and_also="&redirect_uri=https%3A%2F%2Fevil.example%2F"),
    "with a redirect_uri of another host": changed(redirect_uri="https://evil.example/callback"),
    "with a slash after redirect_uri": changed(redirect_uri=f"{CALLBACK}/"),
    "with a query at redirect_uri": changed(redirect_uri=f"{CALLBACK}?more=1"),
    "with a fragment at redirect_uri": changed(redirect_uri=f"{CALLBACK}#more"),
    "with redirect_uri in capitals": changed(redirect_uri="https://CLIENT.example/callback"),
    "with userinfo in redirect_uri": changed(redirect_uri="https://x@client.example/callback"),
    "with a port at redirect_uri": changed(redirect_uri="https://client.example:443/callback"),
    "with redirect_uri over http": changed(redirect_uri="http://client.example/callback"),
    "with dots in redirect_uri": changed(redirect_uri="https://client.example/x/../callback"),
    "with redirect_uri of javascript": changed(redirect_uri="javascript:alert(1)"),
    "without response_type": changed(response_type=None),
    "with response_type token": changed(response_type="token"),
    "with response_type id_token": changed(response_type="id_token"),
    "with response_type code token": changed(response_type="code token"),
    "with response_type none": changed(response_type="none"),
    "with an unknown response_type": changed(response_type="nonsense"),
    "with response_type twice": changed(and_also="&response_type=token"),
    "without scope": changed(scope=None),
    "with an unknown scope": changed(scope="openid nonsense"),
    "with a scope without openid": changed(scope="profile"),
    "with scope twice": changed(and_also="&scope=profile"),
    "without state": changed(state=None),
    "with an empty state": changed(state=""),
    "with state twice": changed(and_also="&state=state-2"),
    "without nonce": changed(nonce=None),
    "without code_challenge": changed(code_challenge=None, code_challenge_method=None),
    "without code_challenge, with a method": changed(code_challenge=None),
    "without code_challenge_method": changed(code_challenge_method=None),
    "with code_challenge_method plain": changed(code_challenge_method="plain"),
    "with an unknown code_challenge_method": changed(code_challenge_method="S512"),
    "with a short code_challenge": changed(code_challenge=CHALLENGE[:20]),
    "with a long code_challenge": changed(code_challenge=CHALLENGE * 4),
    "with other letters in code_challenge": changed(code_challenge=f"{CHALLENGE[:42]}="),
    "with code_challenge twice": changed(and_also=f"&code_challenge={CHALLENGE}"),
    "from a public client without code_challenge": changed(
        "public", code_challenge=None, code_challenge_method=None
    ),
    "with response_mode query": changed(response_mode="query"),
    "with response_mode form_post": changed(response_mode="form_post"),
    "with response_mode fragment": changed(response_mode="fragment"),
    "with an unknown response_mode": changed(response_mode="nonsense"),
    "with prompt none": changed(prompt="none"),
    "with prompt none, nobody signed in": changed(prompt="none", is_signed_in=False),
    "with prompt none and login": changed(prompt="none login"),
    "with prompt login": changed(prompt="login"),
    "with prompt consent": changed(prompt="consent"),
    "with prompt select_account": changed(prompt="select_account"),
    "with prompt create": changed(prompt="create"),
    "with an unknown prompt": changed(prompt="nonsense"),
    "with prompt in capitals": changed(prompt="NONE"),
    "with max_age": changed(max_age="3600"),
    "with max_age 0": changed(max_age="0"),
    "with max_age 0 and prompt none": changed(max_age="0", prompt="none"),
    "with a negative max_age": changed(max_age="-1"),
    "with max_age in words": changed(max_age="soon"),
    "with max_age of a million digits": changed(max_age="9" * 400),
    "with claims": changed(claims='{"id_token":{"name":null}}'),
    "with claims that are no JSON": changed(claims="{"),
    "with claims that are a list": changed(claims="[]"),
    "with claims of a wrong shape": changed(claims='{"id_token":[]}'),
    "with acr_values that nobody knows": changed(acr_values="urn:nobody:knows"),
    "with an essential acr that nobody knows": changed(
        claims='{"id_token":{"acr":{"essential":true,"value":"urn:nobody:knows"}}}', prompt="none"
    ),
    "with login_hint": changed(login_hint="somebody"),
    "with ui_locales": changed(ui_locales="xx-YY zh"),
    "with an unknown parameter": changed(nonsense="x"),
    "with an id_token_hint": with_hint(prompt="none"),
    "with a broken id_token_hint": with_hint(prompt="none", is_broken=True),
    "with an id_token_hint of nonsense": changed(id_token_hint="nonsense"),
    "with registration": changed(registration="{}"),
    "with a request_uri elsewhere": changed(request_uri="https://client.example/request"),
    "with a request_uri inwards": changed(request_uri="http://127.0.0.1/request"),
    "with an unknown pushed request_uri": changed(
        request_uri="urn:ietf:params:oauth:request_uri:nonsense"
    ),
    "with request and request_uri": changed(
        request="x.y.z", request_uri="urn:ietf:params:oauth:request_uri:nonsense"
    ),
    "with a resource": changed(resource=API),
    "with an unknown resource": changed(resource="https://other.example/"),
    "with a resource with a fragment": changed(resource=f"{API}#x"),
    "with a resource that is no address": changed(resource="nonsense"),
    "with a dpop_jkt": changed(dpop_jkt="A" * 43),
    "with a dpop_jkt of nonsense": changed(dpop_jkt="nonsense"),
    "from a client without this way": changed("machine"),
    "with NUL in state": changed(state="a\0b"),
    "with state that is not UTF-8": changed(state=None, and_also="&state=%ff%fe"),
    "with a thousand parameters": changed(and_also="".join(f"&p{n}=x" for n in range(1000))),
}

"""RFC 9449: proofs of possession at the token endpoint and at userinfo."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.identity_provider.oidc_provider.sides import KEY, OTHER_KEY, Side

Ask = Callable[[Side], requests.Response]
NOW = int(time.time())


def redeemed(client: str = "bound", **changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.redeem(side.code(client), client, proof=side.proof(**changes))

    return ask


def redeemed_twice_with_one_proof(side: Side) -> requests.Response:
    proof = side.proof()
    side.redeem(side.code("bound"), "bound", proof=proof)
    return side.redeem(side.code("bound"), "bound", proof=proof)


def refreshed(client: str, **changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        token = side.tokens(client, proof=side.proof())["refresh_token"]
        return side.refresh(token, client, proof=side.proof(**changes))

    return ask


def refreshed_without(client: str) -> Ask:
    def ask(side: Side) -> requests.Response:
        return side.refresh(side.tokens(client, proof=side.proof())["refresh_token"], client)

    return ask


def told(scheme: str = "DPoP", *, is_of_this_token: bool = True, **changes: Any) -> Ask:
    def ask(side: Side) -> requests.Response:
        token = side.tokens("bound", proof=side.proof())["access_token"]
        proof = side.proof(
            path=side.places.userinfo,
            access_token=token if is_of_this_token else "",
            **{"method": "GET", **changes},
        )
        return side.userinfo(token, scheme, DPoP=proof)

    return ask


def told_without_proof(scheme: str) -> Ask:
    def ask(side: Side) -> requests.Response:
        token = side.tokens("bound", proof=side.proof())["access_token"]
        return side.userinfo(token, scheme)

    return ask


def told_of_an_unbound_token(side: Side) -> requests.Response:
    token = side.tokens()["access_token"]
    proof = side.proof(path=side.places.userinfo, method="GET", access_token=token)
    return side.userinfo(token, "DPoP", DPoP=proof)


PRIVATE = KEY.as_dict(private=True)
PROBES: Mapping[str, Ask] = {
    "in order": redeemed(),
    "from a client that need not": redeemed("web"),
    "none, from a client that must": lambda side: side.redeem(side.code("bound"), "bound"),
    "nonsense": lambda side: side.redeem(side.code("bound"), "bound", proof="nonsense"),
    "for another method": redeemed(method="GET"),
    "for another address": redeemed(path="/elsewhere"),
    "for the address with a query": lambda side: redeemed(path=f"{side.places.token}?x=1")(side),
    "old": redeemed(iat=NOW - 3600),
    "of the future": redeemed(iat=NOW + 3600),
    "without iat": redeemed(iat=None),
    "without jti": redeemed(jti=None),
    "with a long jti": redeemed(jti="x" * 4000),
    "a second time": redeemed_twice_with_one_proof,
    "of another type": redeemed(header={"typ": "JWT"}),
    "without a type": redeemed(header={"typ": None}),
    "unsigned": redeemed(header={"alg": "none"}),
    "with the private key in it": redeemed(header={"jwk": PRIVATE}),
    "without a key": redeemed(header={"jwk": None}),
    "with another key in it": redeemed(header={"jwk": OTHER_KEY.as_dict(private=False)}),
    "with a code that was asked for with another key": lambda side: side.redeem(
        side.code("bound", dpop_jkt=str(OTHER_KEY.thumbprint())), "bound", proof=side.proof()
    ),
    "with a code that was asked for with this key": lambda side: side.redeem(
        side.code("bound", dpop_jkt=str(KEY.thumbprint())), "bound", proof=side.proof()
    ),
    "refresh: public client, same key": refreshed("public"),
    "refresh: public client, another key": refreshed("public", key=OTHER_KEY),
    "refresh: public client, no key": refreshed_without("public"),
    "refresh: confidential client, another key": refreshed("web", key=OTHER_KEY),
    "refresh: confidential client, no key": refreshed_without("web"),
    "userinfo: in order": told(),
    "userinfo: without a proof": told_without_proof("DPoP"),
    "userinfo: as a bearer": told_without_proof("Bearer"),
    "userinfo: as a bearer with a proof": told("Bearer"),
    "userinfo: with another key": told(key=OTHER_KEY),
    "userinfo: with the proof of another token": told(is_of_this_token=False),
    "userinfo: for another method": told(method="POST"),
    "userinfo: with a token that is not bound": told_of_an_unbound_token,
}

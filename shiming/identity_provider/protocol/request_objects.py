"""Requests that a client has signed (RFC 9101): by value only, nothing is ever fetched for one."""

import datetime as dt
import json

from shiming.identity_provider.protocol import tokens_of_others
from shiming.identity_provider.protocol.errors import InvalidRequestObject
from shiming.identity_provider.protocol.messages import MAY_COME_OFTEN, Parameters
from shiming.identity_provider.protocol.store import ClientRecord
from shiming.identity_provider.protocol.tokens_of_others import Unverified

LONGEST_LIFE = dt.timedelta(hours=1)
_LEEWAY = dt.timedelta(seconds=30)
_TYPES = {None, "JWT", "oauth-authz-req+jwt"}
# What speaks of the object itself, or would nest another one in it (RFC 9101, section 4).
_OWN = frozenset({"iss", "aud", "iat", "exp", "nbf", "jti", "sub"})
_NESTED = frozenset({"request", "request_uri"})


def read(text: str, *, client: ClientRecord, issuer: str, now: dt.datetime) -> Parameters:
    """
    Return the parameters that the client signed.

    :raises InvalidRequestObject: if it is not the client's, not for us, or not of this hour
    """
    token = tokens_of_others.read(text)
    if token is None:
        raise InvalidRequestObject("the request object cannot be read")
    # A key in the header is right for a proof of possession, and nobody's to bring along here.
    if token.header.get("typ") not in _TYPES or "jwk" in token.header:
        raise InvalidRequestObject("the header of the request object is not allowed")
    if not tokens_of_others.is_signed(token, client.jwks):
        raise InvalidRequestObject("the request object is not signed by the client")
    _check_who(token, client=client, issuer=issuer)
    _check_when(token, now=now.timestamp())
    if _NESTED.intersection(token.claims):
        raise InvalidRequestObject("a request object must not hold another one")
    return _parameters(token)


def _check_who(token: Unverified, *, client: ClientRecord, issuer: str) -> None:
    audience = token.claims.get("aud")
    if issuer not in (audience if isinstance(audience, list) else [audience]):
        raise InvalidRequestObject("aud must be the issuer")
    if not token.text_of("iss") == token.text_of("client_id") == client.client_id:
        raise InvalidRequestObject("iss and client_id must be the client")


def _check_when(token: Unverified, *, now: float) -> None:
    expires = token.number("exp")
    leeway, longest = _LEEWAY.total_seconds(), LONGEST_LIFE.total_seconds()
    if expires is None or not now - leeway < expires <= now + longest + leeway:
        raise InvalidRequestObject("exp is missing, over, or too far away")
    if "nbf" in token.claims and (token.number("nbf") or now + longest) > now + leeway:
        raise InvalidRequestObject("the request object is not valid yet")


def _parameters(token: Unverified) -> Parameters:
    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in token.claims.items():
        if name in _OWN:
            continue
        several = value if isinstance(value, list) and name in MAY_COME_OFTEN else [value]
        texts = tuple(_as_text(one) for one in several)
        if not all(map(tokens_of_others.is_writable, (name, *texts))):
            raise InvalidRequestObject("a parameter holds what cannot be written")
        if name in MAY_COME_OFTEN:
            lists[name] = texts
        values[name] = texts[-1] if texts else ""
    return Parameters(values, frozenset(), lists)


def _as_text(value: object) -> str:
    # What is no text in JSON (claims, max_age) is written as it would stand in an address.
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))

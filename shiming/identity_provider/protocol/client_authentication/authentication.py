"""From a request to the client that sent it."""

import datetime as dt

from shiming.identity_provider.protocol import digests, tokens_of_others
from shiming.identity_provider.protocol.client_authentication import pipeline
from shiming.identity_provider.protocol.client_authentication.checks.assertion_is_fresh import SKEW
from shiming.identity_provider.protocol.client_authentication.credentials import Credentials
from shiming.identity_provider.protocol.client_authentication.presented import Presented
from shiming.identity_provider.protocol.errors import InvalidClient, OAuthError
from shiming.identity_provider.protocol.messages import (
    Parameters,
    Request,
    Response,
    error_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    ClientRecord,
    FindClient,
    SpendIdentifier,
    Steps,
)
from shiming.identity_provider.types import AuthMethod


def authenticate(
    request: Request, parameters: Parameters, provider: Provider, now: dt.datetime
) -> Steps[ClientRecord]:
    """
    Return the client that proved in its registered way that it asks.

    :raises InvalidRequest: if parameters are repeated, or credentials come in two ways
    :raises InvalidClient: if it did not prove it
    """
    credentials = Credentials.read(parameters, request.authorization)
    client = None
    if credentials.client_id:
        client = yield from FindClient(client_id=credentials.client_id)
    is_assertion = credentials.method is AuthMethod.PRIVATE_KEY_JWT
    presented = Presented(
        parameters=parameters,
        credentials=credentials,
        client=client,
        assertion=tokens_of_others.read(credentials.secret) if is_assertion else None,
        certificate=request.certificate,
        audiences=frozenset({provider.issuer, provider.address(request.path)})
        if is_assertion
        else frozenset(),
        hash_key=provider.hash_key,
        now=now,
    )
    for check in pipeline.OF_EVERY_CLIENT:
        check(presented)
    known = presented.known_client
    for check in pipeline.OF_THE_WAY[known.auth_method]:
        check(presented)
    if is_assertion:
        yield from _spend(presented, provider)
    return known


def refuse(error: OAuthError, request: Request, provider: Provider) -> Response:
    """Answer a machine that is refused; only who tried the header is told to use it (5.2)."""
    is_basic = isinstance(error, InvalidClient) and request.authorization
    return error_response(error, challenge=f'Basic realm="{provider.issuer}"' if is_basic else "")


def _spend(presented: Presented, provider: Provider) -> Steps[None]:
    """
    Note that an assertion came.

    :raises InvalidClient: if it came before
    """
    assertion = presented.known_assertion
    # As long as `assertion_is_fresh` would take a copy.
    until = (assertion.number("exp") or 0) + SKEW
    is_new = yield from SpendIdentifier(
        hash=digests.keyed_hash(
            provider.hash_key,
            f"assertion\n{presented.known_client.client_id}\n{assertion.text_of('jti')}",
        ),
        expires_at=dt.datetime.fromtimestamp(until, dt.UTC),
    )
    if not is_new:
        raise InvalidClient("client authentication failed")

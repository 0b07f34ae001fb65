"""From a client's own connection to a reference that the person's browser can carry."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol import digests, request_objects
from shiming.identity_provider.protocol.client_authentication.authentication import (
    authenticate,
    refuse,
)
from shiming.identity_provider.protocol.dpop import possession
from shiming.identity_provider.protocol.endpoints.authorization import pipeline
from shiming.identity_provider.protocol.endpoints.authorization.request import AuthorizationRequest
from shiming.identity_provider.protocol.errors import InvalidRequest, OAuthError, UseDpopNonce
from shiming.identity_provider.protocol.messages import (
    Parameters,
    Request,
    Response,
    error_response,
    json_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import KeepPushedRequest, Steps
from shiming.identity_provider.types import AuthMethod

PREFIX = "urn:ietf:params:oauth:request_uri:"
CREATED = 201


def push(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """
    Keep a client's request and return the reference to it (RFC 9126, section 2).

    Everything that can be refused without the person is refused here, to the client's face.
    """
    try:
        asked, is_signed = yield from _read(request, provider, now)
        for check in (*pipeline.BEFORE_REDIRECT, *pipeline.OF_THE_REQUEST):
            check(asked)
        if asked.known_client.auth_method is AuthMethod.NONE:
            provider.strangers.admit(request.address, now)
    except UseDpopNonce as error:
        return error_response(error, dpop_nonce=possession.nonces(provider, now)[0])
    except OAuthError as error:
        return refuse(error, request, provider)

    reference = f"{PREFIX}{provider.new_secret()}"
    yield from KeepPushedRequest(
        reference_hash=digests.keyed_hash(provider.hash_key, reference),
        client_pk=asked.known_client.id,
        query=asked.as_query(),
        was_signed=is_signed,
        now=now,
        expires_at=now + provider.terms.pushed_request,
    )
    lives = int(provider.terms.pushed_request.total_seconds())
    return json_response({"request_uri": reference, "expires_in": lives}, status=CREATED)


def _read(
    request: Request, provider: Provider, now: dt.datetime
) -> Steps[tuple[AuthorizationRequest, bool]]:
    parameters = Parameters.parse(request.body)
    client = yield from authenticate(request, parameters, provider, now)
    if parameters.get("request_uri"):
        raise InvalidRequest("request_uri must not be pushed")
    signed = parameters.get("request")
    if client.needs_signed_requests and not signed:
        raise InvalidRequest("this client must sign its requests")
    if signed:
        parameters = request_objects.read(signed, client=client, issuer=provider.issuer, now=now)
    if key := (yield from possession.prove(request, provider, now)):
        parameters = _bound_to(key, parameters)
    return AuthorizationRequest(parameters=parameters, client=client), bool(signed)


def _bound_to(key: str, parameters: Parameters) -> Parameters:
    """
    Return a request as if it had announced the key that it proves (RFC 9449, section 10.1).

    :raises InvalidRequest: if it announces another one
    """
    if parameters.get("dpop_jkt") not in {"", key}:
        raise InvalidRequest("dpop_jkt is not the key of the proof")
    return dataclasses.replace(parameters, values={**parameters.values, "dpop_jkt": key})

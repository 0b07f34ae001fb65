"""From an authenticated client's wish to tokens, by the grant that it names."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType

from shiming.identity_provider.protocol import confirmations
from shiming.identity_provider.protocol.client_authentication.authentication import (
    authenticate,
    refuse,
)
from shiming.identity_provider.protocol.dpop import possession
from shiming.identity_provider.protocol.endpoints.token import pipeline
from shiming.identity_provider.protocol.endpoints.token.grants.authorization_code import redeem
from shiming.identity_provider.protocol.endpoints.token.grants.client_credentials import (
    act_for_itself,
)
from shiming.identity_provider.protocol.endpoints.token.grants.device_code import poll
from shiming.identity_provider.protocol.endpoints.token.grants.refresh_token import refresh
from shiming.identity_provider.protocol.endpoints.token.grants.token_exchange import exchange
from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import OAuthError, UseDpopNonce
from shiming.identity_provider.protocol.messages import (
    Parameters,
    Request,
    Response,
    error_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import Steps
from shiming.identity_provider.types import AuthMethod, GrantType

GRANTS: Mapping[str, Callable[[TokenRequest], Steps[Response]]] = MappingProxyType(
    {
        GrantType.AUTHORIZATION_CODE: redeem,
        GrantType.REFRESH_TOKEN: refresh,
        GrantType.CLIENT_CREDENTIALS: act_for_itself,
        GrantType.DEVICE_CODE: poll,
        GrantType.TOKEN_EXCHANGE: exchange,
    }
)
CERTIFICATES = frozenset({AuthMethod.TLS, AuthMethod.SELF_SIGNED_TLS})


def token(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer a client's token request (RFC 6749, section 3.2)."""
    try:
        return (yield from _answer(request, provider, now))
    except UseDpopNonce as error:
        return error_response(error, dpop_nonce=possession.nonces(provider, now)[0])
    except OAuthError as error:
        return refuse(error, request, provider)


def _answer(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    parameters = Parameters.parse(request.body)
    client = yield from authenticate(request, parameters, provider, now)
    confirmation = yield from possession.prove(request, provider, now)
    if not confirmation and client.auth_method in CERTIFICATES:
        # Who authenticates by a certificate gets tokens that are worth nothing without it.
        confirmation = confirmations.of_certificate(request.certificate, now)
    asked = TokenRequest(
        parameters=parameters,
        client=client,
        confirmation=confirmation,
        http=request,
        provider=provider,
        now=now,
    )
    for check in pipeline.OF_THE_REQUEST:
        check(asked)
    return (yield from GRANTS[parameters.get("grant_type")](asked))

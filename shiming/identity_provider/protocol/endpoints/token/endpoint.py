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
from shiming.identity_provider.protocol.endpoints.token.grants import (
    authorization_code,
    client_credentials,
    device_code,
    refresh_token,
    token_exchange,
)
from shiming.identity_provider.protocol.endpoints.token.request import TokenRequest
from shiming.identity_provider.protocol.errors import OAuthError, UseDpopNonce
from shiming.identity_provider.protocol.messages import (
    Parameters,
    Request,
    Response,
    error_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    ConfirmLater,
    FindCode,
    FindRefreshToken,
    Foresee,
    Steps,
)
from shiming.identity_provider.types import AuthMethod, GrantType

GRANTS: Mapping[str, Callable[[TokenRequest], Steps[Response]]] = MappingProxyType(
    {
        GrantType.AUTHORIZATION_CODE: authorization_code.redeem,
        GrantType.REFRESH_TOKEN: refresh_token.refresh,
        GrantType.CLIENT_CREDENTIALS: client_credentials.act_for_itself,
        GrantType.DEVICE_CODE: device_code.poll,
        GrantType.TOKEN_EXCHANGE: token_exchange.exchange,
    }
)
LOOKS: Mapping[
    str, Callable[[Parameters, Provider, dt.datetime], FindCode | FindRefreshToken | None]
] = MappingProxyType(
    {
        GrantType.AUTHORIZATION_CODE: authorization_code.reading,
        GrantType.REFRESH_TOKEN: refresh_token.reading,
    }
)
"""What a grant will look for, once its client is known."""
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
    look = LOOKS.get(parameters.get("grant_type"))
    reading = look(parameters, provider, now) if look else None
    if reading is not None:
        yield from Foresee(reading=reading)
    elif parameters.get("grant_type") == GrantType.CLIENT_CREDENTIALS:
        yield from ConfirmLater()
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

"""From a device's wish to a code for the device and a short one for the person."""

import datetime as dt
import urllib.parse

from shiming.identity_provider.protocol import digests, user_codes
from shiming.identity_provider.protocol.client_authentication.authentication import (
    authenticate,
    refuse,
)
from shiming.identity_provider.protocol.endpoints.device_authorization import pipeline
from shiming.identity_provider.protocol.endpoints.device_authorization.request import (
    DeviceAuthorizationRequest,
)
from shiming.identity_provider.protocol.endpoints.discovery import DEVICE
from shiming.identity_provider.protocol.errors import OAuthError
from shiming.identity_provider.protocol.messages import Parameters, Request, Response, json_response
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import OpenDevice, Steps
from shiming.identity_provider.types import AuthMethod


def authorize_device(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer a device (RFC 8628, sections 3.1 and 3.2)."""
    try:
        parameters = Parameters.parse(request.body)
        client = yield from authenticate(request, parameters, provider, now)
        asked = DeviceAuthorizationRequest(parameters=parameters, client=client)
        for check in pipeline.CHECKS:
            check(asked)
        if client.auth_method is AuthMethod.NONE:
            provider.strangers.admit(request.address, now)
    except OAuthError as error:
        return refuse(error, request, provider)

    device_code, user_code = provider.new_secret(), provider.new_user_code()
    terms = provider.terms
    yield from OpenDevice(
        device_code_hash=digests.keyed_hash(provider.hash_key, device_code),
        user_code_hash=digests.keyed_hash(provider.hash_key, user_codes.normalised(user_code)),
        client_pk=client.id,
        scopes=asked.scopes,
        resources=asked.resources,
        address=request.address,
        interval=terms.device_interval,
        now=now,
        expires_at=now + terms.device,
    )
    address = provider.address(DEVICE)
    return json_response(
        {
            "device_code": device_code,
            "user_code": user_code,
            "verification_uri": address,
            "verification_uri_complete": (
                f"{address}?{urllib.parse.urlencode({'user_code': user_code})}"
            ),
            "expires_in": int(terms.device.total_seconds()),
            "interval": int(terms.device_interval.total_seconds()),
        }
    )

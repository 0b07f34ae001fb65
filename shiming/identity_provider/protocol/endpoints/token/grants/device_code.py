"""A device whose person agrees on another screen (RFC 8628, sections 3.4 and 3.5)."""

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.endpoints.token import pipeline
from shiming.identity_provider.protocol.endpoints.token.grants.authorization_code import buy
from shiming.identity_provider.protocol.endpoints.token.request import (
    DevicePoll,
    Redemption,
    TokenRequest,
)
from shiming.identity_provider.protocol.messages import Response
from shiming.identity_provider.protocol.store import FindCode, PollDevice, Steps


def poll(asked: TokenRequest) -> Steps[Response]:
    """
    Answer a device that asks whether the person has agreed; if so, hand over tokens, once.

    The agreement is an authorization code under the hash of the device code.

    :raises OAuthError: if a check refuses it, or the device has to wait
    """
    presented = asked.parameters.get("device_code")
    code_hash = digests.keyed_hash(asked.provider.hash_key, presented)
    device = None
    if presented:
        device = yield from PollDevice(device_code_hash=code_hash, now=asked.now)
    waiting = DevicePoll(request=asked, device=device)
    for check in pipeline.OF_THE_DEVICE:
        check(waiting)

    code = yield from FindCode(code_hash=code_hash, now=asked.now)
    redemption = Redemption(request=asked, code=code)
    return (yield from buy(redemption, pipeline.OF_THE_APPROVED_CODE))

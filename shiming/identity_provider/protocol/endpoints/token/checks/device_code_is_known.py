"""RFC 8628, section 3.4: the device code was issued to this client."""

from shiming.identity_provider.protocol.endpoints.token.request import DevicePoll
from shiming.identity_provider.protocol.errors import InvalidGrant, InvalidRequest


def check(poll: DevicePoll) -> None:
    """
    Refuse a device code that we did not give to this client.

    :raises InvalidRequest: if there is none
    :raises InvalidGrant: if it is unknown or another client's
    """
    if not poll.request.parameters.get("device_code"):
        raise InvalidRequest("device_code is missing")
    if poll.device is None or poll.device.client_pk != poll.request.client.id:
        raise InvalidGrant("the device code is unknown")

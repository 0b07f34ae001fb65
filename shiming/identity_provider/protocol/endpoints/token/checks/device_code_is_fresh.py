"""RFC 8628, section 3.5: expired_token."""

from shiming.identity_provider.protocol.endpoints.token.request import DevicePoll
from shiming.identity_provider.protocol.errors import ExpiredToken


def check(poll: DevicePoll) -> None:
    """
    Refuse a device code that is over.

    :raises ExpiredToken: if it is
    """
    if poll.known_device.expires_at <= poll.request.now:
        raise ExpiredToken("the device code has expired")

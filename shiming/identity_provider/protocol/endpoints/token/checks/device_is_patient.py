"""RFC 8628, section 3.5: slow_down."""

from shiming.identity_provider.protocol.endpoints.token.request import DevicePoll
from shiming.identity_provider.protocol.errors import SlowDown


def check(poll: DevicePoll) -> None:
    """
    Refuse to be asked more often than agreed, whatever the person said meanwhile.

    :raises SlowDown: if the device asked less than the interval ago
    """
    device = poll.known_device
    if device.polled_at is not None and poll.request.now < device.polled_at + device.interval:
        raise SlowDown("wait at least five seconds longer between two questions")

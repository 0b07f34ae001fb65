"""RFC 8628, section 3.5: authorization_pending and access_denied."""

from shiming.identity_provider.protocol.endpoints.token.request import DevicePoll
from shiming.identity_provider.protocol.errors import AccessDenied, AuthorizationPending
from shiming.identity_provider.types import DeviceState


def check(poll: DevicePoll) -> None:
    """
    Refuse while the person has not agreed.

    :raises AuthorizationPending: if nobody has decided yet
    :raises AccessDenied: if the person said no
    """
    if poll.known_device.state is DeviceState.PENDING:
        raise AuthorizationPending("the person has not decided yet")
    if poll.known_device.state is DeviceState.REFUSED:
        raise AccessDenied("the person refused")

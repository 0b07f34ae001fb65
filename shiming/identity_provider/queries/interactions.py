"""Authorization requests that wait for a person."""

import datetime as dt

from shiming.identity_provider import errors, ports
from shiming.identity_provider.models import Interaction
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.types import ClientState, InteractionId


def get_open_interaction(
    *, interaction_id: InteractionId, browser_secret: str, now: dt.datetime
) -> Interaction:
    """
    Return an interaction of this browser, with its client.

    :raises errors.InteractionOver: if it is over, belongs to another browser, or its client was
        suspended
    """
    interaction = (
        Interaction.objects.select_related("client")
        .filter(
            pk=interaction_id,
            browser_hash=keyed_hash(ports.provider_settings().hash_key, browser_secret),
            completed_at__isnull=True,
            expires_at__gt=now,
            client__state=ClientState.ACTIVE,
        )
        .first()
    )
    if interaction is None:
        raise errors.InteractionOver
    return interaction

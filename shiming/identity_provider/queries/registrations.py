"""Reads: clients that register themselves."""

import datetime as dt

from shiming.identity_provider.models import ClientRegistration, InitialAccessToken
from shiming.identity_provider.types import ClientState

KEYS_ARE_READ_AGAIN_AFTER = dt.timedelta(hours=1)


def find_initial_token(token_hash: str, *, now: dt.datetime) -> InitialAccessToken | None:
    """Find leave to register that is neither over nor used up."""
    return InitialAccessToken.objects.filter(
        token_hash=token_hash, uses_left__gt=0, expires_at__gt=now
    ).first()


def find_registration(*, client_id: str, token_hash: str) -> ClientRegistration | None:
    """Find the registration of a client in use, by the client's own token."""
    return (
        ClientRegistration.objects.select_related("client", "initial_token")
        .filter(
            client__client_id=client_id, token_hash=token_hash, client__state=ClientState.ACTIVE
        )
        .first()
    )


def list_registrations_with_old_keys(*, now: dt.datetime) -> list[ClientRegistration]:
    """List the clients whose keys are to be read again."""
    return list(
        ClientRegistration.objects.select_related("client")
        .filter(client__state=ClientState.ACTIVE, keys_read_at__lt=now - KEYS_ARE_READ_AGAIN_AFTER)
        .exclude(jwks_uri="")
        .order_by("keys_read_at", "pk")
    )

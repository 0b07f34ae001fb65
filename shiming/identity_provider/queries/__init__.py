"""Reads, a file per subject."""

from shiming.identity_provider.queries.cas import exists_cas_service
from shiming.identity_provider.queries.clients import exists_client, get_client
from shiming.identity_provider.queries.devices import DeviceFacts, find_waiting_device
from shiming.identity_provider.queries.interactions import get_open_interaction
from shiming.identity_provider.queries.keys import (
    exists_key_made_since,
    exists_signing_key,
    get_key_ring,
    list_algorithms_in_use,
)
from shiming.identity_provider.queries.registrations import (
    find_initial_token,
    find_registration,
    list_registrations_with_old_keys,
)
from shiming.identity_provider.queries.releases import ReleaseFacts, list_releases
from shiming.identity_provider.queries.sign_outs import (
    Farewell,
    Letter,
    ToldClient,
    find_ended_session,
    find_farewell,
    find_letter,
    list_unanswered,
)

__all__ = [
    "DeviceFacts",
    "Farewell",
    "Letter",
    "ReleaseFacts",
    "ToldClient",
    "exists_cas_service",
    "exists_client",
    "exists_key_made_since",
    "exists_signing_key",
    "find_ended_session",
    "find_farewell",
    "find_initial_token",
    "find_letter",
    "find_registration",
    "find_waiting_device",
    "get_client",
    "get_key_ring",
    "get_open_interaction",
    "list_algorithms_in_use",
    "list_registrations_with_old_keys",
    "list_releases",
    "list_unanswered",
]

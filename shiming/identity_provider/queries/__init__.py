"""Reads, a file per subject."""

from shiming.identity_provider.queries.cas import exists_cas_service
from shiming.identity_provider.queries.clients import exists_client, get_client
from shiming.identity_provider.queries.interactions import get_open_interaction
from shiming.identity_provider.queries.keys import (
    exists_key_made_since,
    get_key_ring,
    list_algorithms_in_use,
)
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
    "Farewell",
    "Letter",
    "ToldClient",
    "exists_cas_service",
    "exists_client",
    "exists_key_made_since",
    "find_ended_session",
    "find_farewell",
    "find_letter",
    "get_client",
    "get_key_ring",
    "get_open_interaction",
    "list_algorithms_in_use",
    "list_unanswered",
]

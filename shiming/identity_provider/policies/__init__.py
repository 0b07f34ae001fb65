"""Pure rules, a file per subject: no query, no write, no clock, no request."""

from shiming.identity_provider.policies.addresses import (
    cas_place_of,
    is_exact_address,
    is_of_same_origin,
    sector_of,
)
from shiming.identity_provider.policies.clients import CLIENT_ID, refusal_to_register_client

__all__ = [
    "CLIENT_ID",
    "cas_place_of",
    "is_exact_address",
    "is_of_same_origin",
    "refusal_to_register_client",
    "sector_of",
]

"""Pure rules, a file per subject: no query, no write, no clock, no request."""

from shiming.identity_provider.policies.addresses import (
    cas_place_of,
    is_exact_address,
    is_of_same_origin,
    moved_to,
    sector_of,
)
from shiming.identity_provider.policies.clients import (
    CLIENT_ID,
    refusal_to_launch,
    refusal_to_register_client,
)
from shiming.identity_provider.policies.nodes import account_kinds_of, node_sector
from shiming.identity_provider.policies.onboarding import (
    ALL_TRIALS,
    OPEN,
    connection_state,
    refusal_of_own,
    refusal_to_apply,
    refusal_to_decide,
    refusal_to_enter,
    refusal_to_issue,
    refusal_to_redirect,
)
from shiming.identity_provider.policies.provisioning import (
    may_be_reported,
    may_match_by_identifier,
    refusal_to_local_user,
    refusal_to_provision,
    refusal_to_token,
)
from shiming.identity_provider.policies.registry import (
    refusal_to_enter_system,
    refusal_to_manage,
)
from shiming.identity_provider.policies.scope_levels import (
    DEMANDED,
    LONGEST_REASON,
    WITHOUT_LEVEL,
    refusal_to_demand,
)

__all__ = [
    "ALL_TRIALS",
    "CLIENT_ID",
    "DEMANDED",
    "LONGEST_REASON",
    "OPEN",
    "WITHOUT_LEVEL",
    "account_kinds_of",
    "cas_place_of",
    "connection_state",
    "is_exact_address",
    "is_of_same_origin",
    "may_be_reported",
    "may_match_by_identifier",
    "moved_to",
    "node_sector",
    "refusal_of_own",
    "refusal_to_apply",
    "refusal_to_decide",
    "refusal_to_demand",
    "refusal_to_enter",
    "refusal_to_enter_system",
    "refusal_to_issue",
    "refusal_to_launch",
    "refusal_to_local_user",
    "refusal_to_manage",
    "refusal_to_provision",
    "refusal_to_redirect",
    "refusal_to_register_client",
    "refusal_to_token",
    "sector_of",
]

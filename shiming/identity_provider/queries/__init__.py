"""Reads, a file per subject."""

from shiming.identity_provider.queries.cas import exists_cas_service
from shiming.identity_provider.queries.clients import exists_client, get_client
from shiming.identity_provider.queries.devices import DeviceFacts, find_waiting_device
from shiming.identity_provider.queries.direct_targets import MarkedClients
from shiming.identity_provider.queries.duties import (
    OutdatedApplication,
    list_outdated_applications,
)
from shiming.identity_provider.queries.interactions import get_open_interaction
from shiming.identity_provider.queries.keys import (
    exists_key_made_since,
    exists_signing_key,
    get_key_ring,
    list_algorithms_in_use,
)
from shiming.identity_provider.queries.launcher import (
    AppFacts,
    address_of_app,
    get_app,
    list_apps,
)
from shiming.identity_provider.queries.local_users import (
    LocalUserFacts,
    LocalUserHolder,
    MappedClient,
    find_local_user,
    list_local_users,
    list_mapped_clients,
)
from shiming.identity_provider.queries.onboarding import (
    TesterFacts,
    TrialFacts,
    client_of,
    count_waiting_applications,
    find_application_of,
    find_pending_change,
    get_application,
    get_own_application,
    is_tester,
    list_address_changes,
    list_applications,
    list_own_applications,
    list_testers,
    list_trials,
    passed_trials,
    refusal_of_applicant,
)
from shiming.identity_provider.queries.provisioning import (
    BacklogEntry,
    Delivery,
    UnifiedClient,
    find_delivery,
    get_unified_client,
    list_backlog,
    list_failed,
    list_unfilled,
    list_unified_clients,
)
from shiming.identity_provider.queries.registrations import (
    find_initial_token,
    find_registration,
    list_registrations_with_old_keys,
)
from shiming.identity_provider.queries.registry import SystemFacts, get_system, list_systems
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
    "AppFacts",
    "BacklogEntry",
    "Delivery",
    "DeviceFacts",
    "Farewell",
    "Letter",
    "LocalUserFacts",
    "LocalUserHolder",
    "MappedClient",
    "MarkedClients",
    "OutdatedApplication",
    "ReleaseFacts",
    "SystemFacts",
    "TesterFacts",
    "ToldClient",
    "TrialFacts",
    "UnifiedClient",
    "address_of_app",
    "client_of",
    "count_waiting_applications",
    "exists_cas_service",
    "exists_client",
    "exists_key_made_since",
    "exists_signing_key",
    "find_application_of",
    "find_delivery",
    "find_ended_session",
    "find_farewell",
    "find_initial_token",
    "find_letter",
    "find_local_user",
    "find_pending_change",
    "find_registration",
    "find_waiting_device",
    "get_app",
    "get_application",
    "get_client",
    "get_key_ring",
    "get_open_interaction",
    "get_own_application",
    "get_system",
    "get_unified_client",
    "is_tester",
    "list_address_changes",
    "list_algorithms_in_use",
    "list_applications",
    "list_apps",
    "list_backlog",
    "list_failed",
    "list_local_users",
    "list_mapped_clients",
    "list_outdated_applications",
    "list_own_applications",
    "list_registrations_with_old_keys",
    "list_releases",
    "list_systems",
    "list_testers",
    "list_trials",
    "list_unanswered",
    "list_unfilled",
    "list_unified_clients",
    "passed_trials",
    "refusal_of_applicant",
]

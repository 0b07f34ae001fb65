"""Reads, a file per subject."""

from shiming.trust_sources.queries.certificates import (
    BrandFacts,
    ListPlace,
    get_authority,
    list_accepted_authorities,
    list_accepted_brands,
    list_authorities,
    list_kept_lists,
    list_list_places,
)
from shiming.trust_sources.queries.checks import find_check_offer, find_check_source
from shiming.trust_sources.queries.duties import (
    current_duties,
    find_open_acceptance,
    list_accepted_duties,
)
from shiming.trust_sources.queries.renewals import (
    MOST_SHOWN,
    find_renewable,
    list_open_renewals,
    list_own_renewals,
    list_renewables,
)
from shiming.trust_sources.queries.sources import (
    UsableSource,
    find_terms_in_force,
    find_usable_source,
    get_source,
    list_sources,
    list_sources_out_of_contract_unscoped,
    list_usable_sources,
)

__all__ = [
    "MOST_SHOWN",
    "BrandFacts",
    "ListPlace",
    "UsableSource",
    "current_duties",
    "find_check_offer",
    "find_check_source",
    "find_open_acceptance",
    "find_renewable",
    "find_terms_in_force",
    "find_usable_source",
    "get_authority",
    "get_source",
    "list_accepted_authorities",
    "list_accepted_brands",
    "list_accepted_duties",
    "list_authorities",
    "list_kept_lists",
    "list_list_places",
    "list_open_renewals",
    "list_own_renewals",
    "list_renewables",
    "list_sources",
    "list_sources_out_of_contract_unscoped",
    "list_usable_sources",
]

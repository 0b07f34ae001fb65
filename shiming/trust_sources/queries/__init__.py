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

__all__ = [
    "BrandFacts",
    "ListPlace",
    "get_authority",
    "list_accepted_authorities",
    "list_accepted_brands",
    "list_authorities",
    "list_kept_lists",
    "list_list_places",
]

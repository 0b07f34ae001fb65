"""Reads: which local user of which client somebody is (S16-8)."""

import dataclasses
import datetime as dt
import hashlib
import uuid

from django.db.models import Count

from shiming.accounts.types import AccountId
from shiming.identity_provider import policies
from shiming.identity_provider.models import LocalUser, LocalUserCandidate
from shiming.identity_provider.types import LocalUserMatch
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.vault import queries as vault

LOCAL_USER_INDEX = "identity_provider.local_user"
NUMBER_INDEX = "identity_provider.local_user_number"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LocalUserFacts:
    """One mapping."""

    id: uuid.UUID
    client_name: str
    local_user: str = dataclasses.field(repr=False)
    match: LocalUserMatch
    matched_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MappedClient:
    """How many mappings a client has, by the way in which they came about."""

    client_id: str
    client_name: str
    counts: tuple[tuple[LocalUserMatch, int], ...]


def hash_of_number(document_type: DocumentType, number: DocumentNumber) -> str:
    """Return what a client sends in place of a number: SHA-256 of type, colon and number."""
    return hashlib.sha256(f"{document_type.value}:{number.key}".encode()).hexdigest()


def find_local_user(*, client_pk: uuid.UUID, account_id: AccountId) -> LocalUserFacts | None:
    """Find which local user of a client somebody is."""
    row = (
        LocalUser.objects.select_related("client")
        .filter(client_id=client_pk, account_id=account_id, ended_at__isnull=True)
        .first()
    )
    return None if row is None else _facts(row)


def find_candidate(*, client_pk: uuid.UUID, number_hash: str) -> LocalUserCandidate | None:
    """Find the one local user that a client told us of with this number; of several, none."""
    indexes = vault.blind_indexes(purpose=NUMBER_INDEX, value=number_hash)
    found = list(
        LocalUserCandidate.objects.filter(client_id=client_pk, number_index__in=indexes).order_by(
            "told_at", "pk"
        )[:2]
    )
    return found[0] if len(found) == 1 else None


def list_local_users(account_id: AccountId) -> list[LocalUserFacts]:
    """List the mappings of somebody, by client."""
    rows = LocalUser.objects.select_related("client").filter(
        account_id=account_id, ended_at__isnull=True
    )
    return [_facts(row) for row in rows.order_by("client__name", "pk")]


def list_mapped_clients(*, viewer: Actor) -> list[MappedClient]:
    """
    List the clients that have mappings, with how many of which kind, to an officer.

    :raises errors.MayNotManageProvisioning: if the viewer may not
    """
    if refusal := policies.refusal_to_provision(officer=viewer):
        raise refusal
    counted = (
        LocalUser.objects.filter(ended_at__isnull=True)
        .values_list("client__client_id", "client__name", "match")
        .annotate(count=Count("pk"))
        .order_by("client__name", "client__client_id", "match")
    )
    found: dict[tuple[str, str], list[tuple[LocalUserMatch, int]]] = {}
    for client_id, name, match, count in counted:
        found.setdefault((client_id, name), []).append((LocalUserMatch(match), count))
    return [
        MappedClient(client_id=client_id, client_name=name, counts=tuple(counts))
        for (client_id, name), counts in found.items()
    ]


def _facts(row: LocalUser) -> LocalUserFacts:
    return LocalUserFacts(
        id=row.pk,
        client_name=row.client.name,
        local_user=row.local_user,
        match=LocalUserMatch(row.match),
        matched_at=row.matched_at,
    )

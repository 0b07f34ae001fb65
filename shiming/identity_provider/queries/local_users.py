"""Reads: which local user of which client somebody is (S16-8)."""

import dataclasses
import datetime as dt
import hashlib
import uuid

from django.db.models import Count

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.identity_provider import errors, policies
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
class LocalUserHolder:
    """A mapping as an officer sees it, who looks somebody up."""

    id: uuid.UUID
    client_id: str
    client_name: str
    local_user: str = dataclasses.field(repr=False)
    user_name: str
    masked_name: str
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


def find_holder(*, client_pk: uuid.UUID, local_user: str, user_name: str) -> LocalUserHolder | None:
    """Find the mapping of a local user, or else of the account of a name, at one client."""
    rows = LocalUser.objects.filter(client_id=client_pk, ended_at__isnull=True)
    if local_user:
        indexes = vault.blind_indexes(purpose=LOCAL_USER_INDEX, value=local_user)
        row = rows.filter(local_user_index__in=indexes).select_related("client").first()
    else:
        account = accounts.account_with_user_name(user_name)
        if account is None:
            return None
        row = rows.filter(account_id=account.pk).select_related("client").first()
    return None if row is None else _holder(row)


def get_holder(mapping_id: uuid.UUID, *, viewer: Actor) -> LocalUserHolder:
    """
    Return a mapping to an officer.

    :raises errors.MayNotManageProvisioning: if the viewer may not
    :raises errors.LocalUserNotFound: if there is none
    """
    if refusal := policies.refusal_to_provision(officer=viewer):
        raise refusal
    row = (
        LocalUser.objects.select_related("client")
        .filter(pk=mapping_id, ended_at__isnull=True)
        .first()
    )
    if row is None:
        raise errors.LocalUserNotFound
    return _holder(row)


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


def _holder(row: LocalUser) -> LocalUserHolder:
    account = accounts.get_account(AccountId(row.account_id))
    person = None if account.person_id is None else accounts.get_person(account.person_id)
    return LocalUserHolder(
        id=row.pk,
        client_id=row.client.client_id,
        client_name=row.client.name,
        local_user=row.local_user,
        user_name=account.user_name or "",
        masked_name=person.name.masked if person else "",
        match=LocalUserMatch(row.match),
        matched_at=row.matched_at,
    )


def _facts(row: LocalUser) -> LocalUserFacts:
    return LocalUserFacts(
        id=row.pk,
        client_name=row.client.name,
        local_user=row.local_user,
        match=LocalUserMatch(row.match),
        matched_at=row.matched_at,
    )

"""Keeping what clients learned of people when the grants are forgotten."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from shiming.identity_provider.models import AuthorizationCode, CasTicket, Release


def sum_up_codes(codes: QuerySet[AuthorizationCode]) -> None:
    """Add grants that are about to be forgotten to what their owners can still look up."""
    redeemed = codes.filter(redeemed_at__isnull=False)
    rows = redeemed.values_list("account_id", "client_id", "scopes", "issued_at")
    _add((account, client, scopes.split(), at) for account, client, scopes, at in rows)


def sum_up_tickets(tickets: QuerySet[CasTicket]) -> None:
    """Do the same for what old clients were shown."""
    shown = tickets.exclude(spent_ticket="").values_list("account_id", "client_id", "issued_at")
    _add((account, client, [], at) for account, client, at in shown)


def _add(grants: Iterable[tuple[uuid.UUID, uuid.UUID, list[str], dt.datetime]]) -> None:
    """Add grants in two questions, however many there are."""
    sums: dict[tuple[uuid.UUID, uuid.UUID], tuple[set[str], dt.datetime]] = {}
    for account_id, client_id, names, at in grants:
        scopes, last_at = sums.get((account_id, client_id), (set(), at))
        sums[account_id, client_id] = (scopes.union(names), max(last_at, at))
    for known in Release.objects.filter(
        account_id__in={account_id for account_id, _ in sums},
        client_id__in={client_id for _, client_id in sums},
    ):
        scopes, last_at = sums.get((known.account_id, known.client_id), (set(), known.last_at))
        sums[known.account_id, known.client_id] = (
            scopes.union(known.scopes),
            max(last_at, known.last_at),
        )
    Release.objects.bulk_create(
        [
            Release(
                account_id=account_id, client_id=client_id, scopes=sorted(scopes), last_at=last_at
            )
            for (account_id, client_id), (scopes, last_at) in sorted(
                sums.items(), key=lambda item: item[0]
            )
        ],
        update_conflicts=True,
        unique_fields=["account", "client"],
        update_fields=["scopes", "last_at"],
    )

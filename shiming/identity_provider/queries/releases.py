"""Reads: which clients learned what of a person (A14)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from shiming.accounts.types import AccountId
from shiming.identity_provider.models import (
    AuthorizationCode,
    CasTicket,
    Client,
    Consent,
    Release,
)
from shiming.identity_provider.protocol.claims import CLAIMS_OF_SCOPE
from shiming.identity_provider.types import ClientKind, Scope


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """One client, what it may have learned, and whether the person agreed to more of it."""

    client_pk: uuid.UUID
    client_name: str
    is_governmental: bool
    scopes: tuple[Scope, ...]
    last_at: dt.datetime
    has_consent: bool
    is_live: bool
    """It can still ask: the grant is neither over nor taken back."""

    @property
    def claims(self) -> tuple[str, ...]:
        """What the scopes cover."""
        return tuple(name for scope in self.scopes for name in CLAIMS_OF_SCOPE.get(scope, ()))


def list_releases(account_id: AccountId) -> list[ReleaseFacts]:
    """List the clients that an account was released to, the latest first."""
    scopes: dict[uuid.UUID, set[str]] = {}
    last: dict[uuid.UUID, dt.datetime] = {}
    live: set[uuid.UUID] = set()

    def add(client_pk: uuid.UUID, names: Iterable[str], at: dt.datetime) -> None:
        scopes.setdefault(client_pk, set()).update(names)
        last[client_pk] = max(at, last.get(client_pk, at))

    for release in Release.objects.filter(account_id=account_id):
        add(release.client_id, release.scopes, release.last_at)
    codes = AuthorizationCode.objects.filter(account_id=account_id, redeemed_at__isnull=False)
    for code in codes.select_related("session"):
        add(code.client_id, code.scopes.split(), code.issued_at)
        if code.revoked_at is None and code.session.ended_at is None:
            live.add(code.client_id)
    for ticket in CasTicket.objects.filter(account_id=account_id).exclude(spent_ticket=""):
        add(ticket.client_id, (), ticket.issued_at)

    consented = set(
        Consent.objects.filter(account_id=account_id, withdrawn_at__isnull=True).values_list(
            "client_id", flat=True
        )
    )
    clients = Client.objects.in_bulk(list(scopes.keys() | consented))
    for consent in Consent.objects.filter(account_id=account_id, withdrawn_at__isnull=True):
        if consent.client_id not in scopes:
            # Agreed to, and nothing fetched yet.
            add(consent.client_id, (), consent.given_at)
    facts = [
        ReleaseFacts(
            client_pk=client_pk,
            client_name=clients[client_pk].name,
            is_governmental=clients[client_pk].kind == ClientKind.GOVERNMENTAL,
            scopes=tuple(scope for scope in Scope if scope in names),
            last_at=last[client_pk],
            has_consent=client_pk in consented,
            is_live=client_pk in live,
        )
        for client_pk, names in scopes.items()
    ]
    return sorted(facts, key=lambda fact: fact.last_at, reverse=True)

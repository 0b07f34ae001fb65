"""The work list of what two nodes do not agree about."""

import datetime as dt
import json
from collections.abc import Mapping

from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources.models.nodes import PeerUser, UserConflict
from shiming.trust_sources.types.nodes import (
    ConflictKind,
    ConflictState,
    NodeEvent,
    NodeEventKind,
)
from shiming.vault import operations as vault

_DIGEST = "trust_sources.conflict.digest"


def open_conflict(
    *,
    kind: ConflictKind,
    event: NodeEventKind,
    of: PeerUser | None,
    account_id: AccountId | None,
    facts: Mapping[str, object],
    actor: Actor,
    now: dt.datetime,
) -> bool:
    """Put what a peer says into the work list; the same is not asked twice. Tell if it is new."""
    told = {**facts, "event": event.value}
    # The peer's own key of the user may be another one in each export of an older system.
    compared = {key: value for key, value in told.items() if of is not None or key != "user"}
    plain = json.dumps([kind, str(of.pk if of else ""), compared], sort_keys=True)
    digest = vault.blind_index(purpose=_DIGEST, value=plain)
    conflict = UserConflict(
        of=of, kind=kind, account_id=account_id, facts=told, digest=digest, found_at=now
    )
    UserConflict.objects.bulk_create([conflict], ignore_conflicts=True)
    is_new = UserConflict.objects.filter(pk=conflict.pk).exists()
    if is_new:
        audit.record(
            event=NodeEvent.CONFLICT_FOUND,
            actor=actor,
            subject=f"conflict:{conflict.pk}",
            at=now,
            details={"kind": kind.value, "event": event.value},
        )
    return is_new


def has_open_conflict(of: PeerUser) -> bool:
    """Tell whether officers have something to decide about a user of a peer."""
    return UserConflict.objects.filter(of=of).exclude(state=ConflictState.SETTLED).exists()

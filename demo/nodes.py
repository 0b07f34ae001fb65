"""A city beside the demonstration, which is a province: it never answers, but has told much."""

import datetime as dt
import secrets

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.kernel import clock
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.trust_sources.actions.nodes.add_peer import add_peer
from shiming.trust_sources.actions.nodes.propose_key import propose_key
from shiming.trust_sources.actions.nodes.receive_events import receive_events
from shiming.trust_sources.operations.nodes.outgoing import put_in_row
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.types.nodes import (
    NodeEventKind,
    NodePermission,
    NodeRole,
    PeerEntry,
    PeerId,
)

CITY = "demo-city"
_KNOWN = {
    "kind": "natural",
    "document_type": "resident_id_card",
    "number": "609901199002031019",
    "name": "样本一",
    "mobile": "+8615409000001",
    "level": "primary",
}
_OTHER = {**_KNOWN, "number": "609901199203041029", "name": "样本二", "mobile": "+8615409000002"}


def seed_nodes(*, address: str, keeper: AccountId, now: dt.datetime) -> None:
    """
    Enter a city at `address`, where nobody answers: a backlog, conflicts to decide, a new key.

    The key that `keeper` has entered waits for a second officer.
    """
    officer = Actor(
        account_id=keeper,
        identity=ActingIdentity(permissions=frozenset({NodePermission.MANAGE.value})),
    )
    add_peer(
        entry=PeerEntry(
            code=CITY,
            name="样本市（无应答）",
            role=NodeRole.CITY,
            region="6099",
            address=address,
            key=secrets.token_urlsafe(48),
            highest_level=Level.PRIMARY,
        ),
        officer=officer,
        now=now,
    )
    row = queries.peer_by_code(CITY)
    if row is None:  # pragma: no cover  it was entered just now
        raise SystemExit("The city of the demonstration is not there.")
    propose_key(
        peer_id=PeerId(row.pk),
        key=secrets.token_urlsafe(48),
        former_until=clock.today_in_china(now) + dt.timedelta(days=14),
        officer=officer,
        now=now,
    )
    users = [str(new_id()) for _ in range(4)]
    told = (
        (users[0], _KNOWN),
        (users[1], _OTHER),
        # The same number under another name, and a mobile that is somebody else's: for officers.
        (users[2], {**_KNOWN, "name": "样本三"}),
        (users[3], {"kind": "natural", "mobile": _OTHER["mobile"], "level": "registered"}),
    )
    events = [
        {
            "id": str(new_id()),
            "user": user,
            "yours": None,
            "sequence": 1,
            "kind": NodeEventKind.REGISTERED.value,
            "at": now.isoformat(),
            "facts": {"user": user, **facts},
        }
        for user, facts in told
    ]
    receive_events(
        peer=queries.proven(row),
        content={"from": CITY, "to": node_policy().code, "events": events},
        now=now,
    )
    with transaction.atomic(durable=True):
        for of in queries.list_shared(row.pk):
            put_in_row(
                of=of, kind=NodeEventKind.LEVEL_CHANGED, facts={"level": "intermediate"}, now=now
            )

"""Other nodes as tests play them."""

import dataclasses
import datetime as dt
import itertools
import uuid
from collections.abc import Mapping

from shiming.accounts.models import Account
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.trust_sources.actions.nodes.receive_events import receive_events
from shiming.trust_sources.models.nodes import NodeUser, PeerNode
from shiming.trust_sources.queries.nodes import proven
from shiming.trust_sources.types.nodes import NodeAnswer, NodePermission, NodePolicy, NodeRole
from tests.cast import PROOFED_CITIZEN, Member

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)
KEY = "a key that two nodes share, for tests alone"
PROVINCE = NodePolicy(role=NodeRole.PROVINCE, code="gd")
CITY = NodePolicy(role=NodeRole.CITY, code="gz")
CODE_OF_BODY = "91440300A000000114"


def make_peer(
    code: str = "gz",
    *,
    role: NodeRole = NodeRole.CITY,
    portal_code: str = "",
    highest_level: Level = Level.REGISTERED,
) -> PeerNode:
    """Return a node that this one knows."""
    return PeerNode.objects.create(
        code=code,
        name=f"节点{code}",
        role=role,
        region="4401",
        address=f"https://{code}.example",
        key=KEY,
        portal_code=portal_code,
        highest_level=highest_level,
        added_at=NOW,
    )


def officer(*permissions: NodePermission) -> Actor:
    """Return an officer; without `permissions` one who may do everything with nodes."""
    granted = frozenset(map(str, permissions or NodePermission))
    return Actor(account_id=new_id(), identity=ActingIdentity(permissions=granted))


def line_of(member: Member, **changed: object) -> dict[str, object]:
    """Return one of the cast as a city tells of them."""
    return {
        "user": str(uuid.uuid4()),
        "kind": "natural",
        "document_type": "resident_id_card",
        "number": member.number,
        "name": member.name,
        "mobile": member.mobile_number.value,
        "level": "primary",
    } | changed


@dataclasses.dataclass(kw_only=True)
class Teller:
    """A peer that tells of one user, event after event."""

    peer: PeerNode
    own: NodePolicy = PROVINCE
    user: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))
    yours: str | None = None
    places: "itertools.count[int]" = dataclasses.field(default_factory=lambda: itertools.count(1))

    def event(
        self, kind: str, facts: Mapping[str, object], /, **changed: object
    ) -> dict[str, object]:
        """Return the next event about the user."""
        return {
            "id": str(uuid.uuid4()),
            "user": self.user,
            "yours": self.yours,
            "sequence": next(self.places),
            "kind": kind,
            "at": NOW.isoformat(),
            "facts": dict(facts),
        } | changed

    def send(self, *events: dict[str, object], now: dt.datetime = NOW) -> list[dict[str, object]]:
        """Send events in one call, and return what was made of each."""
        content = {"from": self.peer.code, "to": self.own.code, "events": list(events)}
        return receive_events(peer=proven(self.peer), content=content, now=now)

    def tell(
        self, kind: str, facts: Mapping[str, object], /, **changed: object
    ) -> dict[str, object]:
        """Send the next event, and return what was made of it."""
        return self.send(self.event(kind, facts, **changed))[0]


class FakeLine:
    """A line whose other end is played by the test."""

    def __init__(self) -> None:
        self.calls: list[dict[str, object]] = []
        self.answer: NodeAnswer | None = None
        self.believes = KEY
        self.tried: list[str] = []
        """The keys of all calls, in order."""
        self.refuses: dict[str, str] = {}
        """Codes by the key of the user whose events are not taken."""

    def may_call(self, address: str) -> bool:
        return address.startswith("https://") and "intranet" not in address

    def call(
        self, *, address: str, path: str, key_id: str, key: str, content: Mapping[str, object]
    ) -> NodeAnswer:
        assert address
        assert key_id
        self.tried.append(key)
        if key != self.believes:
            return NodeAnswer(failure="not_proven_401")
        self.calls.append({"path": path, **content})
        if self.answer is not None:
            return self.answer
        told = content.get("events", [])
        assert isinstance(told, list)
        results = [
            {"id": one["id"], "result": "refused", "code": self.refuses[one["user"]]}
            if one["user"] in self.refuses
            else {"id": one["id"], "result": "applied", "user": str(uuid.uuid4())}
            for one in told
        ]
        return NodeAnswer(status=200, content={"results": results, "stock": str(uuid.uuid4())})

    @property
    def told(self) -> list[dict[str, object]]:
        """All events that were sent, in order."""
        return [one for call in self.calls for one in call.get("events", [])]  # type: ignore[attr-defined]  # what the test itself put there


def arrive(member: Member = PROOFED_CITIZEN, *, code: str = "gz", **peer: object) -> Teller:
    """Return a city that has told of one of the cast, who is known here now."""
    teller = Teller(peer=make_peer(code, **peer))  # type: ignore[arg-type]  # a dict of several types
    answer = teller.tell("registered", line_of(member))
    assert answer["result"] == "applied"
    teller.yours = str(answer["user"])
    return teller


def account_of(teller: Teller) -> Account:
    """Return the account here of the user whom a peer tells of."""
    assert teller.yours is not None
    return Account.objects.get(pk=NodeUser.objects.get(pk=teller.yours).account_id)


def change_mobile(was: Member, becomes: Member) -> dict[str, object]:
    """Return what a peer tells of a mobile that was changed."""
    return {
        "contact": "mobile",
        "was": was.mobile_number.value,
        "now": becomes.mobile_number.value,
    }

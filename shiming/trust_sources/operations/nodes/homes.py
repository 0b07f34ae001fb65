"""Where people are at home: asking about it, moving it, and saying it to them."""

import datetime as dt
import uuid

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountHome, AccountId, AccountKind
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import NodeUser, PeerNode, PeerUser, UserConflict
from shiming.trust_sources.operations.nodes.conflicts import open_conflict
from shiming.trust_sources.policies.nodes import actor_of_peer, home_told_by
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.recognition import list_mutual
from shiming.trust_sources.types.nodes import (
    ConflictKind,
    NodeEvent,
    NodeEventKind,
    NodeRole,
    ProvenPeer,
)


class NodeHomes:
    """The adapter of `accounts.ports.home_source`."""

    def home_of(self, account_id: AccountId, *, now: dt.datetime) -> AccountHome | None:
        """Return where an account is at home, and at which other nodes it opens doors."""
        own = node_policy()
        if own.role is NodeRole.ALONE:
            return None
        user = NodeUser.objects.filter(account_id=account_id).first()
        home = own.code if user is None else user.home
        names = PeerNode.objects.filter(code=home).values_list("name", flat=True)
        is_person = accounts.get_account(account_id).kind is AccountKind.NATURAL_PERSON
        return AccountHome(
            name=names.first() or "",
            is_here=home == own.code,
            recognised_at=tuple(list_mutual(now=now)) if is_person else (),
        )


def ask_about_home(*, peer: ProvenPeer, remote_id: uuid.UUID, now: dt.datetime) -> bool:
    """
    Have officers see that a node tells of somebody who is at home elsewhere; once for each user.

    Return whether they have not seen it before.
    """
    of = PeerUser.objects.select_related("user").filter(peer_id=peer.id, remote_id=remote_id)
    row = of.exclude(user=None).first()
    if row is None or row.user is None:
        return True
    return open_conflict(
        kind=ConflictKind.HOME_DIFFERS,
        event=NodeEventKind.REGISTERED,
        of=row,
        account_id=AccountId(row.user.account_id),
        facts={},
        actor=actor_of_peer(peer.code),
        now=now,
    )


def move_home(conflict: UserConflict, of: PeerUser, *, officer: Actor, now: dt.datetime) -> None:
    """
    Make the node that tells of a user their home; what waits there comes in by itself then.

    :raises errors.HomeNotConfirmed: if the user has not signed in through it since it was asked
    :raises errors.ConflictMovedOn: if somebody moved the home meanwhile
    """
    user, peer = of.user, of.peer
    if user is None:
        raise errors.ConflictMovedOn
    bound = [
        one
        for one in accounts.list_bindings(AccountId(user.account_id))
        if one.provider == peer.code
    ]
    last = max((one.used_at or one.bound_at for one in bound), default=None)
    if last is None or last < conflict.found_at:
        raise errors.HomeNotConfirmed
    home = home_told_by(teller=peer.code, role=NodeRole(peer.role), own=node_policy())
    if not NodeUser.objects.filter(pk=user.pk, home=user.home).update(home=home):
        raise errors.ConflictMovedOn
    audit.record(
        event=NodeEvent.HOME_MOVED,
        actor=officer,
        subject=f"account:{user.account_id}",
        at=now,
        details={"was": user.home, "home": home},
    )

"""Use case: a second officer agrees to another key for a node, or does not."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.operations.nodes.keys import settle_key
from shiming.trust_sources.operations.nodes.recognition import start_keeping
from shiming.trust_sources.queries import nodes as queries
from shiming.trust_sources.queries.node_keys import waiting_change
from shiming.trust_sources.types.nodes import KeyChangeId, PeerId


def decide_key(
    *, peer_id: PeerId, change_id: KeyChangeId, agrees: bool, officer: Actor, now: dt.datetime
) -> None:
    """
    Put the key that was entered into force, or forget it; who entered it is told.

    Whoever entered it may take it back, and never agree to it. What follows from the key, such as
    the secrets of recognition, follows by itself.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.PeerNotFound: if there is no such node
    :raises errors.PeerKeyDecided: if it does not wait any more, or another one does
    :raises errors.PeerKeyNeedsSecond: if the officer entered it, under whichever account
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises accounts.errors.FirstOfficerUnknown: if nobody has said who the first one is
    """
    peer = queries.get_peer(peer_id=peer_id, viewer=officer, now=now)
    with transaction.atomic(durable=True):
        change = waiting_change(peer_id)
        if change is None or change.pk != change_id:
            raise errors.PeerKeyDecided
        if agrees:
            if accounts.is_of_actor(change.proposed_by, actor=officer):
                raise errors.PeerKeyNeedsSecond
            if refusal := accounts.refusal_of_second(
                first=change.proposed_by, officer=officer, own=errors.PeerKeyNeedsSecond()
            ):
                raise refusal
        settle_key(change, is_agreed=agrees, officer=officer, now=now)
        messages.notify(
            template="trust_sources/node_key_changed"
            if agrees
            else "trust_sources/node_key_refused",
            account_id=AccountId(change.proposed_by),
            context={"name": peer.name},
            now=now,
        )
        start_keeping(peer_id=peer_id, now=now)

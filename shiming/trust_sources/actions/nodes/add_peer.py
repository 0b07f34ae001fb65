"""Use case: an officer enters another node."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerNode
from shiming.trust_sources.policies import nodes as policies
from shiming.trust_sources.ports import nodes as ports
from shiming.trust_sources.types.nodes import NodeEvent, NodeRole, PeerEntry, PeerId


def add_peer(*, entry: PeerEntry, officer: Actor, now: dt.datetime) -> PeerId:
    """
    Keep users in step with another node from now on; both sides enter the same key.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.StandsAlone: if this installation has no role among nodes
    :raises errors.PeerUnfit: if code, region, role or agreed level cannot be
    :raises errors.PeerKeyWeak: if the key is too short
    :raises errors.PeerAddressUnfit: if the address may not be called
    :raises errors.PeerAlreadyThere: if the node is there, or a city has its province already
    """
    if refusal := policies.refusal_to_manage(officer=officer):
        raise refusal
    if refusal := policies.refusal_of_peer(entry, own=ports.node_policy()):
        raise refusal
    if not ports.node_line().may_call(entry.address):
        raise errors.PeerAddressUnfit
    with transaction.atomic(durable=True):
        has_province = PeerNode.objects.filter(role=NodeRole.PROVINCE).exists()
        if entry.role is NodeRole.PROVINCE and has_province:
            raise errors.PeerAlreadyThere
        peer = _insert(entry, now=now)
        audit.record(
            event=NodeEvent.PEER_ADDED,
            actor=officer,
            subject=f"node:{peer.pk}",
            at=now,
            details={
                "code": entry.code,
                "role": entry.role.value,
                "highest_level": entry.highest_level.slug,
            },
        )
    return PeerId(peer.pk)


def _insert(entry: PeerEntry, *, now: dt.datetime) -> PeerNode:
    try:
        with transaction.atomic():
            return PeerNode.objects.create(
                code=entry.code,
                name=entry.name,
                role=entry.role,
                region=entry.region,
                address=entry.address.rstrip("/"),
                key=entry.key,
                portal_code=entry.portal_code,
                highest_level=entry.highest_level,
                added_at=now,
            )
    except IntegrityError as error:
        raise errors.PeerAlreadyThere from error

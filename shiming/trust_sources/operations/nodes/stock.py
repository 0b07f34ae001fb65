"""Files of users: keeping them until they are imported, and importing a piece of one."""

import datetime as dt
import json

from django.db import transaction

from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.errors import DomainError
from shiming.trust_sources.errors import nodes as errors
from shiming.trust_sources.models.nodes import PeerUser, StockFile
from shiming.trust_sources.operations.nodes.users import Source, take_in
from shiming.trust_sources.policies.nodes import actor_of_peer, may_tell
from shiming.trust_sources.policies.stock_files import read_stock
from shiming.trust_sources.policies.users import SharedUser, read_user
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.types.nodes import (
    LineOutcome,
    NodeEvent,
    NodeRole,
    PeerId,
    StockId,
    StockState,
)
from shiming.vault import operations as vault

IMPORT = "trust_sources.import_stock"
"""The job that imports one file; its subject is the file."""
PURPOSE = "trust_sources.stock"
MEDIA_TYPE = "application/jsonl"
MOST_FAULTS = 200
_COUNTER = {
    LineOutcome.ADDED: "added",
    LineOutcome.MERGED: "merged",
    LineOutcome.CONFLICT: "conflicts",
    LineOutcome.REFUSED: "refused",
}


def keep_stock(
    *, content: bytes, peer_id: PeerId | None, actor: Actor, now: dt.datetime
) -> StockId:
    """
    Keep a file, encrypted, and have it imported; the same one again changes nothing.

    :raises errors.StockTooLarge: if the file is longer than one may be
    :raises errors.StockDamaged: if it is cut off, changed, or not of the format
    :raises errors.StockForged: if another file of the export came under this number before
    """
    own = node_policy()
    read = read_stock(content, most_lines=own.most_lines, most_bytes=own.most_bytes)
    with transaction.atomic(durable=True):
        known = StockFile.objects.filter(export_id=read.export_id, number=read.number).first()
        if known is not None:
            if known.digest != read.digest or known.peer_id != peer_id:
                raise errors.StockForged
            return StockId(known.pk)
        file = StockFile.objects.create(
            peer_id=peer_id,
            export_id=read.export_id,
            number=read.number,
            is_last=read.is_last,
            digest=read.digest,
            lines=len(read.lines),
            file_id=vault.keep_file(PURPOSE, content, MEDIA_TYPE, now),
            received_at=now,
        )
        audit.record(
            event=NodeEvent.STOCK_ARRIVED,
            actor=actor,
            subject=f"stock:{file.pk}",
            at=now,
            details={"lines": file.lines, "number": file.number},
        )
        jobs.start(kind=IMPORT, subject=str(file.pk), now=now)
    return StockId(file.pk)


def import_lines(file: StockFile, lines: tuple[str, ...], *, now: dt.datetime) -> None:
    """Take in the users of some lines, from the first that is not dealt with; add up what came."""
    faults = list(file.faults)
    for place, line in enumerate(lines, start=file.done + 1):
        outcome, code = _import_line(line, file=file, now=now)
        name = _COUNTER[outcome]
        setattr(file, name, getattr(file, name) + 1)
        if code and len(faults) < MOST_FAULTS:
            faults.append({"line": place, "code": code})
    file.faults, file.done = faults, file.done + len(lines)
    if file.done >= file.lines:
        file.state, file.finished_at = StockState.DONE, now
    file.save()


def _import_line(line: str, *, file: StockFile, now: dt.datetime) -> tuple[LineOutcome, str]:
    try:
        facts = json.loads(line)
        user = read_user(facts)
        # One line that cannot be taken undoes itself alone.
        with transaction.atomic():
            source = _source_of(user, file=file)
            if source.of is not None and source.of.user_id is not None:
                return LineOutcome.MERGED, ""
            return take_in(user, source=source, facts=facts, now=now), ""
    except DomainError as error:
        return LineOutcome.REFUSED, error.code
    except (ValueError, RecursionError):
        return LineOutcome.REFUSED, errors.UserMalformed.code


def _source_of(user: SharedUser, *, file: StockFile) -> Source:
    peer = file.peer
    if peer is None:
        return Source(peer=None, of=None, actor=system_actor(device="trust_sources.import"))
    of, _ = PeerUser.objects.select_related("user").get_or_create(peer=peer, remote_id=user.id)
    home = None if of.user is None else of.user.home
    if home is not None and not may_tell(
        teller=peer.code, role=NodeRole(peer.role), home=home, own=node_policy()
    ):
        raise errors.EventNotHome
    return Source(peer=peer, of=of, actor=actor_of_peer(peer.code))

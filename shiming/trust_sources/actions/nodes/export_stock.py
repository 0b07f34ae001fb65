"""Use case: this city's users are handed over to the province, file after file."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountFacts, AccountId
from shiming.audit import operations as audit
from shiming.kernel.actor import system_actor
from shiming.trust_sources.models.nodes import NodeUser, PeerUser, StockExport
from shiming.trust_sources.operations.nodes.outgoing import (
    SHARED_KINDS,
    level_of,
    may_be_told,
    share,
)
from shiming.trust_sources.operations.nodes.peers import call_peer
from shiming.trust_sources.policies.stock_files import write_stock
from shiming.trust_sources.policies.users import SharedUser
from shiming.trust_sources.ports.nodes import node_policy
from shiming.trust_sources.queries.nodes import shared_user_of
from shiming.trust_sources.types.nodes import NodeEvent

STOCK_PATH = "/nodes/v1/stock"
_OK = 200


def export_stock(
    *,
    export_id: uuid.UUID,
    now: dt.datetime,
    progress: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> bool:
    """
    Send what is left of an export, and return whether all of it has arrived.

    Natural persons and bodies who are at home here; staff never (S33-25). Each file is sent outside
    of any transaction, and counts once the province has it: what broke off goes on from there.
    """
    own = node_policy()
    while not is_cancelled():
        export = StockExport.objects.select_related("peer").get(pk=export_id)
        if export.finished_at is not None:
            return True
        after = None if export.after is None else AccountId(export.after)
        # One more than a file holds tells whether another one follows.
        found = accounts.list_accounts_after(after, kinds=SHARED_KINDS, most=own.most_lines + 1)
        here, is_last = found[: own.most_lines], len(found) <= own.most_lines
        users = _enter(here, export=export, now=now)
        file = write_stock(users, export_id=export.pk, number=export.parts + 1, is_last=is_last)
        told = {"from": own.code, "to": export.peer.code, "file": file.decode()}
        answer = call_peer(export.peer, path=STOCK_PATH, content=told, now=now)
        if answer.failure or answer.status != _OK:
            failure = answer.failure or f"status_{answer.status}"
            StockExport.objects.filter(pk=export.pk).update(last_error=failure)
            return False
        _note(export, here, users=len(users), is_last=is_last, now=now)
        progress(export.users + len(users), export.users + len(users))
    return False


def _enter(here: list[AccountFacts], *, export: StockExport, now: dt.datetime) -> list[SharedUser]:
    """Enter the accounts into the books, so that what happens to them from now on is told."""
    own, users = node_policy(), []
    with transaction.atomic(durable=True):
        for facts in here:
            user, _ = NodeUser.objects.get_or_create(
                account_id=facts.id, defaults={"home": own.code}
            )
            if user.home == own.code and may_be_told(user, facts):
                level = level_of(facts, now=now)
                NodeUser.objects.filter(pk=user.pk).update(told_level=level)
                shared = share(user=user, peer=export.peer)
                PeerUser.objects.filter(pk=shared.pk).update(is_told=True)
                users.append(shared_user_of(user, facts, level=level))
    return users


def _note(
    export: StockExport,
    here: list[AccountFacts],
    *,
    users: int,
    is_last: bool,
    now: dt.datetime,
) -> None:
    with transaction.atomic(durable=True):
        won = StockExport.objects.filter(pk=export.pk, parts=export.parts).update(
            parts=export.parts + 1,
            users=export.users + users,
            after=here[-1].id if here else export.after,
            finished_at=now if is_last else None,
            last_error="",
        )
        if won and is_last:
            audit.record(
                event=NodeEvent.STOCK_SENT,
                actor=system_actor(device="trust_sources.export_stock"),
                subject=f"export:{export.pk}",
                at=now,
                details={"users": export.users + users, "files": export.parts + 1},
            )

"""Use case: an officer brings along the users of an older system (E7)."""

import datetime as dt

from shiming.kernel.actor import Actor
from shiming.trust_sources.operations.nodes.stock import keep_stock
from shiming.trust_sources.policies.nodes import refusal_to_manage
from shiming.trust_sources.types.nodes import StockId


def import_legacy_users(*, content: bytes, officer: Actor, now: dt.datetime) -> StockId:
    """
    Keep a file in the format of `policies.stock_files` and have it imported.

    The accounts have no password: each is activated at first use, by a code on its own mobile.

    :raises errors.MayNotManageNodes: if the officer may not
    :raises errors.StockTooLarge: if the file is longer than one may be
    :raises errors.StockDamaged: if it is cut off, changed, or not of the format
    :raises errors.StockForged: if another file of the export came under this number before
    """
    if refusal := refusal_to_manage(officer=officer):
        raise refusal
    return keep_stock(content=content, peer_id=None, actor=officer, now=now)

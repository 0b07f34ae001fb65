"""Use case: an officer suspends, resumes or closes a trust source."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from shiming.audit import operations as audit
from shiming.directory import operations as directory
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, operations, queries
from shiming.trust_sources.operations.nodes.recognition import start_keeping_source
from shiming.trust_sources.types import (
    SourceEvent,
    SourceId,
    SourcePermission,
    SourceState,
)

# What each state may come after; a closed source stays closed.
_BEFORE: Mapping[SourceState, frozenset[SourceState]] = {
    SourceState.SUSPENDED: frozenset({SourceState.ACTIVE}),
    SourceState.ACTIVE: frozenset({SourceState.SUSPENDED}),
    SourceState.CLOSED: frozenset({SourceState.DRAFT, SourceState.ACTIVE, SourceState.SUSPENDED}),
}
_EVENTS = {
    SourceState.SUSPENDED: SourceEvent.SUSPENDED,
    SourceState.ACTIVE: SourceEvent.RESUMED,
    SourceState.CLOSED: SourceEvent.CLOSED,
}


def change_source(
    *, source_id: SourceId, state: SourceState, officer: Actor, now: dt.datetime
) -> None:
    """
    Stop taking a source's word at once, take it again, or never again; links stay where they are.

    What its posts gave ends with its word, in the sessions of now, too.

    :raises errors.MayNotManageSources: if the officer may not
    :raises errors.SourceNotFound: if there is none
    :raises errors.SourceStateChanged: if it cannot come to this state from where it is
    """
    if not officer.may(SourcePermission.MANAGE_SOURCES):
        raise errors.MayNotManageSources
    if state not in _BEFORE:
        raise errors.SourceStateChanged
    with transaction.atomic(durable=True):
        source = queries.get_source(source_id=source_id, viewer=officer)
        operations.change_source_state(source_id=source_id, before=_BEFORE[state], after=state)
        audit.record(
            event=_EVENTS[state], actor=officer, subject=f"trust_source:{source_id}", at=now
        )
        if state is not SourceState.ACTIVE:
            directory.end_posts(source=source.code, actor=officer, now=now)
        start_keeping_source(source_id=source_id, now=now)

"""Reading trust sources and their terms."""

import dataclasses
import datetime as dt

from shiming.kernel.actor import Actor
from shiming.kernel.clock import today_in_china
from shiming.trust_sources import errors
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.policies.sources import is_in_contract, refusal_to_manage
from shiming.trust_sources.policies.terms import entry_of
from shiming.trust_sources.types import (
    SourceFacts,
    SourceHealth,
    SourceId,
    SourceState,
    TermsEntry,
    TermsFacts,
    TermsId,
    TermsState,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UsableSource:
    """A source that is neither suspended nor closed, under a contract that holds."""

    id: SourceId
    code: str
    health: SourceHealth
    terms_id: TermsId
    entry: TermsEntry


def list_usable_sources(*, now: dt.datetime) -> list[UsableSource]:
    """Return the sources that may be used now, in the order of their names."""
    rows = SourceTerms.objects.filter(
        state=TermsState.IN_FORCE, source__state=SourceState.ACTIVE
    ).select_related("source")
    found = [
        UsableSource(
            id=SourceId(row.source_id),
            code=row.source.code,
            health=SourceHealth(row.source.health),
            terms_id=TermsId(row.pk),
            entry=entry_of(row.values, secret=row.secret),
        )
        for row in rows.order_by("source__code")
    ]
    today = today_in_china(now)
    return sorted(
        (one for one in found if is_in_contract(one.entry, today=today)),
        key=lambda one: (one.entry.name, one.code),
    )


def find_usable_source(code: str, *, now: dt.datetime) -> UsableSource | None:
    """Return one of them, or None."""
    return next((one for one in list_usable_sources(now=now) if one.code == code), None)


def list_sources_out_of_contract_unscoped(*, now: dt.datetime) -> list[str]:
    """Return the short names of the sources whose contract does not hold today."""
    rows = SourceTerms.objects.filter(state=TermsState.IN_FORCE).select_related("source")
    today = today_in_china(now)
    return [
        row.source.code
        for row in rows.order_by("source__code")
        if not is_in_contract(entry_of(row.values, secret=""), today=today)
    ]


def find_terms_in_force(code: str) -> TermsEntry | None:
    """Return the terms last approved for a source, whether or not it may be used now."""
    row = SourceTerms.objects.filter(state=TermsState.IN_FORCE, source__code=code).first()
    return None if row is None else entry_of(row.values, secret="")


def list_sources(*, viewer: Actor) -> list[SourceFacts]:
    """
    Return every source with the terms in force and those that wait.

    :raises errors.MayNotManageSources: if the viewer may not see them
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    current = SourceTerms.objects.filter(state__in=[TermsState.IN_FORCE, TermsState.PROPOSED])
    terms = {(row.source_id, row.state): row for row in current.order_by("number")}
    return [
        SourceFacts(
            id=SourceId(row.pk),
            code=row.code,
            state=SourceState(row.state),
            health=SourceHealth(row.health),
            checked_at=row.checked_at,
            in_force=_facts(terms.get((row.pk, TermsState.IN_FORCE.value))),
            proposed=_facts(terms.get((row.pk, TermsState.PROPOSED.value))),
        )
        for row in TrustSource.objects.order_by("code")
    ]


def get_source(*, source_id: SourceId, viewer: Actor) -> SourceFacts:
    """
    Return one source.

    :raises errors.MayNotManageSources: if the viewer may not see it
    :raises errors.SourceNotFound: if there is none
    """
    for facts in list_sources(viewer=viewer):
        if facts.id == source_id:
            return facts
    raise errors.SourceNotFound


def _facts(row: SourceTerms | None) -> TermsFacts | None:
    if row is None:
        return None
    return TermsFacts(
        id=TermsId(row.pk),
        number=row.number,
        state=TermsState(row.state),
        # What leaves this area for a page has no secret in it.
        entry=entry_of(row.values, secret=""),
        has_secret=bool(row.secret),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        note=row.note,
    )

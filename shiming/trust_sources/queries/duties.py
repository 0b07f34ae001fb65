"""The duties of the authority and of sources, and who has accepted theirs (S19-7)."""

import datetime as dt
import functools
import pathlib
import tomllib

from shiming.kernel.actor import Actor
from shiming.trust_sources.models import DutiesAcceptance
from shiming.trust_sources.policies.sources import refusal_to_manage
from shiming.trust_sources.types.duties import (
    AcceptanceFacts,
    AcceptanceId,
    AcceptedDuties,
    Duties,
    DutiesParty,
)
from shiming.trust_sources.types.sources import SourceId

_FILE = pathlib.Path(__file__).parents[1] / "duties.toml"


@functools.cache
def current_duties(party: DutiesParty) -> Duties:
    """Return the duties of a party that are in force."""
    written = tomllib.loads(_FILE.read_text("utf-8"))[party.value]
    return Duties(version=written["version"], zh=tuple(written["zh"]), en=tuple(written["en"]))


def list_accepted_duties(*, viewer: Actor) -> dict[SourceId, AcceptedDuties]:
    """
    Return for each source which duties its operator accepted last.

    :raises errors.MayNotManageSources: if the viewer may not see them
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    version = current_duties(DutiesParty.SOURCE).version
    rows = DutiesAcceptance.objects.filter(accepted_at__isnull=False).order_by("accepted_at")
    return {
        SourceId(row.source_id): AcceptedDuties(
            version=row.version,
            accepted_at=row.accepted_at,
            accepted_by=row.accepted_by,
            is_current=row.version == version,
        )
        for row in rows
        if row.accepted_at is not None
    }


def find_open_acceptance(
    acceptance_id: AcceptanceId, *, now: dt.datetime
) -> AcceptanceFacts | None:
    """Return what an operator is asked to accept, or None if that is over."""
    row = DutiesAcceptance.objects.filter(
        pk=acceptance_id,
        accepted_at__isnull=True,
        expires_at__gt=now,
        version=current_duties(DutiesParty.SOURCE).version,
    ).first()
    if row is None:
        return None
    return AcceptanceFacts(
        id=AcceptanceId(row.pk),
        source_id=SourceId(row.source_id),
        code_hash=row.code_hash,
        tries=row.tries,
    )

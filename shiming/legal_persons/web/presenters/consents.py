"""What the page of a standing consent shows."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from shiming.legal_persons.policies.consents import stands
from shiming.legal_persons.types import ConsentFacts, ConsentUseFacts
from shiming.legal_persons.web.presenters.units import minute


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    """That somebody relied on the consent."""

    used_by: str
    used_at: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPage:
    """Whether a consent stands, until when, and who relied on it."""

    is_given: bool
    is_over: bool
    last_day: str
    uses: tuple[UseRow, ...]


def consent_page(
    consent: ConsentFacts | None, *, uses: Sequence[ConsentUseFacts], today: dt.date
) -> ConsentPage:
    """Return a consent as the person who gave it sees it."""
    is_given = consent is not None and stands(consent, today=today)
    return ConsentPage(
        is_given=is_given,
        is_over=consent is not None and not is_given,
        last_day="" if consent is None else consent.last_day.isoformat(),
        uses=tuple(UseRow(used_by=use.used_by, used_at=minute(use.used_at)) for use in uses),
    )

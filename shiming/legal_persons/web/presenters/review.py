"""What the desk for approving units shows."""

import dataclasses

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.legal_persons.types import RegistrationFacts
from shiming.legal_persons.web import labels
from shiming.legal_persons.web.presenters.units import minute, statement_facts
from shiming.web_kit.types import Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One unit that waits."""

    unit_name: str
    credit_code: str
    outcome: str
    submitted: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One registration as an officer sees it; people stay masked."""

    unit_name: str
    state: str
    facts: tuple[Fact, ...]
    is_own: bool
    is_open: bool
    decide_url: str
    paper_url: str


def review_row(registration: RegistrationFacts) -> ReviewRow:
    """Return a registration as a line of the queue."""
    return ReviewRow(
        unit_name=registration.statement.name.value,
        credit_code=registration.statement.credit_code.value,
        outcome=_outcome(registration),
        submitted=minute(registration.submitted_at),
        url=reverse("legal_persons:review", args=[registration.id]),
    )


def review_page(registration: RegistrationFacts, *, is_own: bool, is_open: bool) -> ReviewPage:
    """Return a registration with what the register said of it."""
    statement = registration.statement
    facts = (
        *statement_facts(registration),
        Fact(label=_("登记信息核对"), value=_outcome(registration)),
        Fact(label=_("住所"), value=statement.address),
        Fact(label=_("联系手机"), value=statement.mobile.masked, is_masked=True),
    )
    return ReviewPage(
        unit_name=statement.name.value,
        state=str(labels.REGISTRATION_STATES[registration.state]),
        facts=facts,
        is_own=is_own,
        is_open=is_open,
        decide_url=reverse("legal_persons:review-decide", args=[registration.id]),
        paper_url=reverse("legal_persons:review-paper", args=[registration.id])
        if registration.has_paper
        else "",
    )


def _outcome(registration: RegistrationFacts) -> str:
    return str(labels.OUTCOMES.get(registration.register_outcome, _("尚未核对")))

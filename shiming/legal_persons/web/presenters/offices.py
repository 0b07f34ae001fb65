"""What the pages of asking for, offering and deciding about offices show."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.accounts.types import PersonFacts
from shiming.kernel.clock import CHINA
from shiming.legal_persons.office_titles import title_of
from shiming.legal_persons.types import LegalPersonFacts, OfficeFacts, OfficeState
from shiming.legal_persons.web import labels
from shiming.web_kit.types import Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """Somebody who asks, or asked, to act for the present unit; masked."""

    name: str
    number: str
    title: str
    term: str
    state: str
    look: str
    decide_url: str
    """Empty once it is decided."""


def request_row(office: OfficeFacts) -> RequestRow:
    """Return a request as those who decide it see it."""
    state, look = labels.DECISIONS[office.state]
    is_open = office.state is OfficeState.REQUESTED
    return RequestRow(
        name=office.holder_name.masked,
        number=office.holder_number.masked,
        title=str(title_of(office.kind)),
        term=term_of(office),
        state=str(state),
        look=look,
        decide_url=reverse("legal_persons:office-decide", args=[office.id]) if is_open else "",
    )


def offer_facts(office: OfficeFacts) -> tuple[Fact, ...]:
    """Return what an office that is offered comes with, for its holder to consent to."""
    return (
        Fact(label=_("单位"), value=office.unit_name),
        Fact(label=_("身份"), value=str(title_of(office.kind))),
        *([Fact(label=_("职务"), value=office.position)] if office.position else []),
        Fact(label=_("有效期"), value=term_of(office)),
        Fact(label=_("接受风险提醒"), value=_("是") if office.accepts_risk_alerts else _("否")),
    )


def public_facts(unit: LegalPersonFacts) -> tuple[Fact, ...]:
    """Return what anybody may know of a unit: nothing of the people behind it."""
    return (
        Fact(label=_("单位名称"), value=unit.name),
        Fact(label=_("统一社会信用代码"), value=unit.credit_code or _("未登记")),
        Fact(label=_("登记状态"), value=str(labels.STATES[unit.state])),
    )


def person_facts(person: PersonFacts) -> tuple[Fact, ...]:
    """Return who asks, masked."""
    return (
        Fact(label=_("姓名"), value=person.name.masked, is_masked=True),
        Fact(label=_("证件号码"), value=person.number.masked, is_masked=True),
    )


def term_of(office: OfficeFacts) -> str:
    """Return until and with which day an office lasts."""
    if office.valid_until is None:
        return _("长期有效")
    last = (office.valid_until - dt.timedelta(microseconds=1)).astimezone(CHINA)
    return _("至%(day)s") % {"day": f"{last:%Y-%m-%d}"}

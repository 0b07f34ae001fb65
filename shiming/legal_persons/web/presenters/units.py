"""What the pages of units show."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiming.kernel.clock import CHINA
from shiming.kernel.levels import Level
from shiming.legal_persons.office_titles import title_of
from shiming.legal_persons.policies.standing import may_be_acted_for
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonFacts,
    OfficeFacts,
    OfficeSource,
    OfficeState,
    RegistrationFacts,
    RegistrationState,
    RegistrationWay,
)
from shiming.legal_persons.web import labels
from shiming.web_kit import texts
from shiming.web_kit.types import Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCard:
    """One office of one's own."""

    unit_name: str
    title: str
    state: str
    is_offered: bool
    is_active: bool
    is_present: bool
    may_switch: bool
    accepts_risk_alerts: bool
    alerts_url: str
    level: Level | None
    key: str
    answer_url: str
    end_url: str
    messages_url: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """One person who acts, or wants to act, for the present unit; masked."""

    name: str
    number: str
    title: str
    note: str
    end_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationCard:
    """One registration of one's own."""

    unit_name: str
    state: str
    look: str
    submitted: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationPage:
    """Where a registration stands, why, and what can be done next."""

    title: str
    look: str
    next: tuple[str, ...]
    reason: str
    facts: tuple[Fact, ...]
    withdraw_url: str
    again_url: str


_LOOKS = {
    RegistrationState.CHECKING: "waiting",
    RegistrationState.AWAITING_APPROVAL: "waiting",
    RegistrationState.AWAITING_REPRESENTATIVE: "waiting",
    RegistrationState.DONE: "passed",
    RegistrationState.REFUSED: "refused",
    RegistrationState.WITHDRAWN: "info",
}
_BADGES = {"waiting": "warning", "passed": "success", "refused": "danger", "info": "neutral"}


def minute(moment: dt.datetime | None) -> str:
    """Return date and time in China."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment else ""


def office_card(office: OfficeFacts, *, level: Level | None, present_key: str) -> OfficeCard:
    """Return an office as its holder sees it."""
    key = f"office:{office.id}"
    is_core = office.source is OfficeSource.CORE
    is_active = office.state is OfficeState.ACTIVE
    is_standing = may_be_acted_for(office.unit_state)
    notes = [
        _("来自税务核心系统，须先在核心系统变更。") if is_core else "",
        "" if is_standing else _("单位已注销或者吊销，不能再为它办理。"),
    ]
    return OfficeCard(
        unit_name=office.unit_name,
        title=str(title_of(office.kind)),
        state=str(labels.OFFICE_STATES[office.state]),
        is_offered=office.state is OfficeState.AWAITING_CONFIRMATION,
        is_active=is_active,
        is_present=key == present_key,
        may_switch=is_active and key != present_key and is_standing,
        accepts_risk_alerts=office.accepts_risk_alerts,
        alerts_url=reverse("legal_persons:office-alerts", args=[office.id]) if is_active else "",
        level=level,
        key=key,
        answer_url=reverse("legal_persons:office-answer", args=[office.id]),
        end_url="" if is_core else reverse("legal_persons:office-end", args=[office.id]),
        messages_url=f"{reverse('messages:message-list')}?acting=legal_person:"
        f"{office.legal_person_id}"
        if is_active
        else "",
        note="".join(notes),
    )


def officer_row(office: OfficeFacts, *, may_end: bool) -> OfficerRow:
    """Return somebody's office as those who head the unit see it."""
    is_core = office.source is OfficeSource.CORE
    may = may_end and not is_core
    return OfficerRow(
        name=office.holder_name.masked,
        number=office.holder_number.masked,
        title=str(title_of(office.kind)),
        note=_("来自税务核心系统，须先在核心系统变更。") if is_core else "",
        end_url=reverse("legal_persons:office-end", args=[office.id]) if may else "",
    )


def unit_facts(unit: LegalPersonFacts) -> tuple[Fact, ...]:
    """Return what a unit's own people see of it; credit code and taxpayer number apart (S32-12)."""
    return (
        Fact(label=_("统一社会信用代码"), value=unit.credit_code or _("未登记")),
        Fact(label=_("纳税人识别号"), value=unit.taxpayer_number or _("未登记")),
        Fact(label=_("单位类型"), value=str(labels.KINDS[unit.kind])),
        Fact(label=_("登记状态"), value=str(labels.STATES[unit.state])),
        Fact(
            label=_("法定代表人"),
            value=_("未登记")
            if unit.representative_name is None
            else unit.representative_name.masked,
            is_masked=unit.representative_name is not None,
        ),
    )


def registration_card(registration: RegistrationFacts) -> RegistrationCard:
    """Return a registration as a line of a list."""
    return RegistrationCard(
        unit_name=registration.statement.name.value,
        state=str(labels.REGISTRATION_STATES[registration.state]),
        look=_BADGES[_LOOKS[registration.state]],
        submitted=minute(registration.submitted_at),
        url=reverse("legal_persons:registration", args=[registration.id]),
    )


def registration_page(registration: RegistrationFacts) -> RegistrationPage:
    """Return a registration as its applicant sees it."""
    state = registration.state
    is_withdrawable = state in {RegistrationState.CHECKING, RegistrationState.AWAITING_APPROVAL}
    return RegistrationPage(
        title=str(labels.REGISTRATION_STATES[state]),
        look=_LOOKS[state],
        next=_next_of(registration),
        reason=registration.reason,
        facts=statement_facts(registration),
        withdraw_url=reverse("legal_persons:registration-withdraw", args=[registration.id])
        if is_withdrawable
        else "",
        again_url=reverse("legal_persons:register")
        if state in {RegistrationState.REFUSED, RegistrationState.WITHDRAWN}
        else "",
    )


def statement_facts(registration: RegistrationFacts) -> tuple[Fact, ...]:
    """Return what was stated, the person masked."""
    statement = registration.statement
    return (
        Fact(label=_("单位名称"), value=statement.name.value),
        Fact(label=_("统一社会信用代码"), value=statement.credit_code.value),
        Fact(label=_("单位类型"), value=str(labels.KINDS[statement.kind])),
        Fact(
            label=_("法定代表人"),
            value=f"{statement.representative_name.masked}"
            f" {statement.representative_number.masked}",
            is_masked=True,
        ),
        Fact(label=_("申请人身份"), value=str(labels.ROLES[registration.role])),
        Fact(label=_("提交时间"), value=minute(registration.submitted_at)),
    )


def _next_of(registration: RegistrationFacts) -> tuple[str, ...]:
    if registration.state is RegistrationState.REFUSED:
        known = texts.catalogue().get(registration.refusal_code, {})
        language = "en" if (get_language() or "").startswith("en") else "zh"
        return tuple(filter(None, (known.get(language), known.get(f"{language}_next"))))
    return {
        RegistrationState.CHECKING: (
            _("登记部门的系统暂时无法查询，系统会自动重试，您不需要重新提交。"),
            _("有结果后会发消息通知您。"),
        )
        if registration.has_waited
        else (_("通常几秒钟内完成，请刷新本页查看。"),),
        RegistrationState.AWAITING_APPROVAL: (_("工作人员审核后会发消息通知您。"),),
        RegistrationState.AWAITING_REPRESENTATIVE: (
            _("请法定代表人登录并完成本人实名认证，在“企业”页面确认任职。"),
            _("法定代表人确认后，切换到单位身份，在“单位人员”中同意您经办。"),
        ),
        RegistrationState.DONE: (
            _("法定代表人在“单位人员”中同意您经办后，您就可以切换到单位身份办理业务。"),
        )
        if registration.role is ApplicantRole.HANDLER
        else (_("在“企业”页面查看实名等级，切换到单位身份办理业务。"),)
        if registration.way is RegistrationWay.REGISTER
        else (_("单位已登记。到服务窗口核验，或使用数字证书、电子执照，可提升实名等级。"),),
        RegistrationState.WITHDRAWN: (_("这次登记已撤回，可以重新登记。"),),
    }[registration.state]

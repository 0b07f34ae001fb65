"""Frozen values for the pages of signing in for a unit, of the core and of agencies."""

import dataclasses
import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiming.legal_persons.office_titles import title_of
from shiming.legal_persons.types import (
    Mismatch,
    MismatchReason,
    NotSelectable,
    OfficeFacts,
    OfficerChoice,
    OfficeSource,
    RecognitionFacts,
    RecognitionState,
)
from shiming.legal_persons.web.refused_forms import Notice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_WHY_NOT = {
    NotSelectable.NOT_CAPTURED: gettext_lazy(
        "尚未实名采集：请本人先完成实名认证，或者到服务窗口采集"
    ),
    NotSelectable.NO_ACCOUNT: gettext_lazy("本人还没有账户：请本人先注册并完成实名认证"),
    NotSelectable.NO_SECRET: gettext_lazy("没有可用于验证的手机或密码：请本人先绑定手机"),
    NotSelectable.NO_MOBILE: gettext_lazy("没有绑定实名手机：请使用普通登录"),
}
_MISMATCHES = {
    MismatchReason.NUMBER_MALFORMED: gettext_lazy("税务登记的证件号码有误：请到税务机关更正"),
    MismatchReason.NAME_MALFORMED: gettext_lazy("税务登记的姓名有误：请到税务机关更正"),
    MismatchReason.NAME_DIFFERS: gettext_lazy(
        "姓名与实名信息不一致：请核对税务登记，或者由本人更正实名信息"
    ),
    MismatchReason.NOT_CAPTURED: gettext_lazy(
        "尚未实名采集：请本人完成实名认证，或者到服务窗口采集"
    ),
    MismatchReason.NO_MOBILE: gettext_lazy("没有绑定实名手机：请本人在个人中心绑定"),
}
_STATES: "dict[RecognitionState, tuple[_StrPromise, str]]" = {
    RecognitionState.FOUND: (gettext_lazy("待认定"), "warning"),
    RecognitionState.RECOGNISED: (gettext_lazy("已认定"), "success"),
    RecognitionState.REVOKED: (gettext_lazy("已取消"), "neutral"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficerRow:
    """One line of the list of officers, masked."""

    office_id: uuid.UUID
    name: str
    title: str
    mobile: str
    refusal: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CoreOfficerRow:
    """An officer as the unit's heads see them."""

    name: str
    title: str
    is_from_core: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MismatchRow:
    """Somebody whose data are to be put right."""

    name: str
    number: str
    title: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """An agency on the unit's list."""

    id: uuid.UUID
    name: str
    code: str
    state: str
    look: str
    note: str
    is_recognised: bool


def synchronised() -> Notice:
    """Return what the page says after the core was read."""
    return Notice(kind="success", title=_("已同步办税人员"))


def officer_row(choice: OfficerChoice) -> OfficerRow:
    """Return a line of the list."""
    return OfficerRow(
        office_id=choice.office_id,
        name=choice.masked_name,
        title=str(title_of(choice.kind)),
        mobile="" if choice.mobile is None else choice.mobile.masked,
        refusal="" if choice.refusal is None else str(_WHY_NOT[choice.refusal]),
    )


def core_officer_row(office: OfficeFacts) -> CoreOfficerRow:
    """Return an officer, masked."""
    return CoreOfficerRow(
        name=office.holder_name.masked,
        title=str(title_of(office.kind)),
        is_from_core=office.source is OfficeSource.CORE,
    )


def mismatch_row(mismatch: Mismatch) -> MismatchRow:
    """Return a line of the list for correction."""
    return MismatchRow(
        name=mismatch.masked_name,
        number=mismatch.masked_number,
        title=str(title_of(mismatch.kind)),
        reason=str(_MISMATCHES[mismatch.reason]),
    )


def agency_row(recognition: RecognitionFacts) -> AgencyRow:
    """Return an agency."""
    state, look = _STATES[recognition.state]
    return AgencyRow(
        id=recognition.id,
        name=recognition.agency_name,
        code=recognition.agency_code,
        state=str(state),
        look=look,
        note=_("税务登记中的代理机构") if recognition.is_from_core else _("按代码添加"),
        is_recognised=recognition.state is RecognitionState.RECOGNISED,
    )


def age_of(synchronised_at: dt.datetime | None) -> str:
    """Return when the core was last read, for a page to say how old its data are (Q14)."""
    if synchronised_at is None:
        return ""
    return date_format(timezone.localtime(synchronised_at), "Y-m-d H:i")

"""What offices and ends of offices are called, in the reader's language."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shiming.legal_persons.types import OfficeEnd, OfficeKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_TITLES = {
    OfficeKind.LEGAL_REPRESENTATIVE: _("法定代表人"),
    OfficeKind.FINANCE_OFFICER: _("财务负责人"),
    OfficeKind.TAX_OFFICER: _("办税人员"),
    OfficeKind.INVOICE_HANDLER: _("购票人员"),
    OfficeKind.TAX_AGENT: _("税务代理人"),
    OfficeKind.AGENCY_EMPLOYEE: _("代理机构人员"),
    OfficeKind.HANDLER: _("经办人"),
}
_ENDS = {
    OfficeEnd.LEFT: _("已离职"),
    OfficeEnd.OTHER_TASK: _("工作调整，不再办理"),
    OfficeEnd.NOT_MINE: _("不是本人的任职"),
    OfficeEnd.NO_LONGER_TRUSTED: _("单位不再委托"),
    OfficeEnd.REPLACED: _("已由他人接任"),
    OfficeEnd.UNIT_CANCELLED: _("单位已注销"),
    OfficeEnd.CORE: _("税务核心系统已解除"),
    OfficeEnd.EXPIRED: _("任期已到"),
}
OWN_ENDS = (OfficeEnd.LEFT, OfficeEnd.OTHER_TASK, OfficeEnd.NOT_MINE)
UNIT_ENDS = (OfficeEnd.LEFT, OfficeEnd.REPLACED, OfficeEnd.NO_LONGER_TRUSTED)


def title_of(kind: OfficeKind) -> "_StrPromise":
    """Return what an office is called."""
    return _TITLES[kind]


def end_of(reason: OfficeEnd) -> "_StrPromise":
    """Return why an office ended, in words."""
    return _ENDS[reason]

"""What the words of the area are called on pages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shiming.kernel.identifiers.documents import DocumentType
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonKind,
    LegalPersonState,
    OfficeState,
    RegistrationState,
    RegistrationWay,
)
from shiming.registers.types import Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DOCUMENTS: "Mapping[DocumentType, _StrPromise]" = {
    DocumentType.RESIDENT_ID_CARD: _("居民身份证"),
    DocumentType.HK_MACAU_PERMIT: _("港澳居民来往内地通行证"),
    DocumentType.HKMT_RESIDENCE_PERMIT: _("港澳台居民居住证"),
    DocumentType.TAIWAN_PERMIT: _("台湾居民来往大陆通行证"),
    DocumentType.PASSPORT: _("外国公民护照"),
    DocumentType.PERMANENT_RESIDENCE_CARD: _("外国人永久居留身份证"),
}
KINDS: "Mapping[LegalPersonKind, _StrPromise]" = {
    LegalPersonKind.ENTERPRISE: _("企业"),
    LegalPersonKind.INDIVIDUAL_TRADER: _("个体工商户"),
    LegalPersonKind.PUBLIC_INSTITUTION: _("事业单位"),
    LegalPersonKind.ASSOCIATION: _("社会组织"),
    LegalPersonKind.SCHOOL: _("学校"),
    LegalPersonKind.GOVERNMENT: _("机关"),
    LegalPersonKind.AGENCY: _("代理机构"),
    LegalPersonKind.OTHER: _("其他单位"),
}
STATES: "Mapping[LegalPersonState, _StrPromise]" = {
    LegalPersonState.EXISTING: _("存续"),
    LegalPersonState.ABNORMAL: _("经营异常"),
    LegalPersonState.REVOKED: _("吊销"),
    LegalPersonState.CANCELLED: _("注销"),
}
WAYS: "Mapping[RegistrationWay, _StrPromise]" = {
    RegistrationWay.REGISTER: _("已在市场监管、民政等部门登记的单位：系统自动核对"),
    RegistrationWay.APPROVAL: _("未参保或查不到登记信息的单位：工作人员审核"),
}
ROLES: "Mapping[ApplicantRole, _StrPromise]" = {
    ApplicantRole.REPRESENTATIVE: _("我是法定代表人"),
    ApplicantRole.HANDLER: _("我是经办人"),
}
REGISTRATION_STATES: "Mapping[RegistrationState, _StrPromise]" = {
    RegistrationState.CHECKING: _("登记信息核对中"),
    RegistrationState.AWAITING_APPROVAL: _("等待工作人员审核"),
    RegistrationState.AWAITING_REPRESENTATIVE: _("等待法定代表人确认"),
    RegistrationState.DONE: _("已登记"),
    RegistrationState.REFUSED: _("未通过"),
    RegistrationState.WITHDRAWN: _("已撤回"),
}
OFFICE_STATES: "Mapping[OfficeState, _StrPromise]" = {
    OfficeState.REQUESTED: _("等待单位同意"),
    OfficeState.AWAITING_CONFIRMATION: _("等待本人确认"),
    OfficeState.AGREED: _("等待本人实名认证"),
    OfficeState.REFUSED: _("已拒绝"),
    OfficeState.ACTIVE: _("有效"),
    OfficeState.ENDED: _("已解除"),
}
DECISIONS: "Mapping[OfficeState, tuple[_StrPromise, str]]" = {
    OfficeState.REQUESTED: (_("待审批"), "warning"),
    OfficeState.ACTIVE: (_("已同意"), "success"),
    OfficeState.ENDED: (_("已同意，后已解除"), "neutral"),
    OfficeState.REFUSED: (_("已拒绝"), "danger"),
}
"""How a request stands for those who decide it (S31-12), and how its badge looks."""
OUTCOMES: "Mapping[str, _StrPromise]" = {
    Outcome.MATCH: _("与登记信息一致"),
    Outcome.MISMATCH: _("与登记信息不一致"),
    Outcome.NO_RECORD: _("查不到登记信息"),
    Outcome.UNAVAILABLE: _("登记信息暂时无法查询"),
}

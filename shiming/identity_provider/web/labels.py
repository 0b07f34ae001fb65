"""The words for what clients learn about a person."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shiming.kernel.identifiers.documents import DocumentType

CLAIMS: Mapping[str, Promise] = MappingProxyType(
    {
        "name": _("姓名"),
        "preferred_username": _("用户名"),
        "user_kind": _("用户类型"),
        "acting_as": _("当前身份"),
        "phone_number": _("手机号码"),
        "email": _("电子邮箱"),
        "document_type": _("证件类型"),
        "document_number_masked": _("部分遮盖的证件号码"),
        "document_number": _("完整的证件号码"),
        "verified_claims": _("实名认证的方式、来源和时间"),
        "organisation_name": _("所代表的机构"),
        "organisation_code": _("机构编码"),
        "company_name": _("所代表的企业"),
        "uscc": _("统一社会信用代码"),
        "taxpayer_number": _("纳税人识别号"),
        "legal_representative": _("法定代表人"),
        "office": _("任职"),
        "region": _("所在地区"),
    }
)
VALUES: Mapping[str, Promise] = MappingProxyType(
    {
        "natural_person": _("自然人"),
        "unit": _("单位"),
        "agency": _("代理机构"),
        "staff": _("工作人员"),
        "api": _("接口账户"),
        "self": _("本人"),
        "office": _("任职身份"),
        "post": _("岗位"),
        DocumentType.RESIDENT_ID_CARD: _("居民身份证"),
        DocumentType.TEMPORARY_RESIDENT_ID_CARD: _("临时居民身份证"),
        DocumentType.HOUSEHOLD_REGISTER: _("居民户口簿"),
        DocumentType.HK_MACAU_PERMIT: _("港澳居民来往内地通行证"),
        DocumentType.HKMT_RESIDENCE_PERMIT: _("港澳台居民居住证"),
        DocumentType.TAIWAN_PERMIT: _("台湾居民来往大陆通行证"),
        DocumentType.PASSPORT: _("外国公民护照"),
        DocumentType.PERMANENT_RESIDENCE_CARD: _("外国人永久居留身份证"),
        DocumentType.MILITARY: _("军人证件"),
        DocumentType.POLICE: _("警察证件"),
        DocumentType.OTHER: _("其他个人证件"),
    }
)
SILENT = frozenset({"phone_number_verified", "email_verified"})
"""What only says that another claim was proven is no news to the person."""
NOT_KNOWN = _("（没有）")
KNOWN_IF_PROVEN = _("已实名认证时提供")

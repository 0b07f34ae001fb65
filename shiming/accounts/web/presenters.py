"""Frozen values that the templates are given; they run no query."""

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence
from typing import TypeAlias

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.accounts.types import (
    LICENCE_METHOD,
    SOCIAL_METHOD,
    SOURCE_METHOD,
    AccountFacts,
    AccountKind,
    IdentityDocument,
    PasswordProfile,
    PersonFacts,
    SessionFacts,
    SessionId,
)
from shiming.kernel import masking_kit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.levels import Level
from shiming.web_kit.types import Fact

# RFC 8176 names that say how a method was used, and are none themselves.
_NO_METHODS = frozenset({"user", "mfa"})


# They do not say of which country their holder is, or may be of any.
_FOREIGN_DOCUMENTS = frozenset(
    {DocumentType.PASSPORT, DocumentType.PERMANENT_RESIDENCE_CARD, DocumentType.OTHER}
)

UNIT_KINDS = frozenset({AccountKind.UNIT, AccountKind.AGENCY})

_Row: TypeAlias = tuple[str, str, str]
"""A label, the value masked, and the value itself; both empty where nothing is known."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HumanCheckPart:
    """What a form shows to tell people from robots; nothing if `is_asked` is false."""

    is_asked: bool = False
    has_picture: bool = False
    has_proof: bool = False
    question: str = ""
    challenge: str = ""
    picture_url: str = ""
    proof_url: str = ""
    arithmetic_url: str = ""
    back_url: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One sign-in in the list."""

    id: SessionId
    device: str
    place: str
    method: str
    signed_in_at: str
    last_seen_at: str
    is_present: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MePage:
    """The personal centre."""

    name: str
    level: Level
    facts: tuple[Fact, ...]
    is_proofed: bool
    is_unit: bool


def display_name(account: AccountFacts, person: PersonFacts | None) -> str:
    """Return what to call the person on their own pages, masked."""
    if person is not None:
        return person.name.masked
    if account.user_name:
        return account.user_name
    return account.mobile.masked if account.mobile is not None else _("用户")


def masked_account_name(account: AccountFacts) -> str:
    """Return by what an owner who is not signed in tells the account from their others."""
    if account.mobile is not None:
        return account.mobile.masked
    if account.user_name:
        return masking_kit.mask_middle(account.user_name, keep_start=2, keep_end=2)
    if account.email is not None:
        return masking_kit.mask_email(account.email)
    return _("用户")


def me_page(
    *,
    actor: Actor,
    account: AccountFacts,
    person: PersonFacts | None,
    document: IdentityDocument | None,
) -> MePage:
    """Return the personal centre with every personal value masked."""
    return MePage(
        name=display_name(account, person),
        level=actor.level,
        facts=facts_of(account, person, document, is_masked=True),
        is_proofed=actor.level > Level.REGISTERED,
        is_unit=account.kind in UNIT_KINDS,
    )


def facts_of(
    account: AccountFacts,
    person: PersonFacts | None,
    document: IdentityDocument | None,
    *,
    is_masked: bool,
) -> tuple[Fact, ...]:
    """Return the twelve facts of S31-17 in their order, and the user name if there is one."""
    rows = [
        *_facts_of_person(person),
        *_contacts_of(account),
        *_facts_of_document(person, document),
    ]
    if account.user_name:
        rows.append((_("用户名"), *_twice(account.user_name)))
    return tuple(
        Fact(
            label=label,
            value=(masked if is_masked else plain) or _("未登记"),
            is_masked=is_masked and masked != plain,
        )
        for label, masked, plain in rows
    )


def _facts_of_person(person: PersonFacts | None) -> list[_Row]:
    if person is None:
        return [(label, "", "") for label in (_("姓名"), _("证件类型"), _("证件号码"))]
    return [
        (_("姓名"), person.name.masked, person.name.value),
        (_("证件类型"), *_twice(document_label(person.document_type))),
        (_("证件号码"), person.number.masked, person.number.value),
    ]


def _contacts_of(account: AccountFacts) -> list[_Row]:
    mobile, email = account.mobile, account.email
    return [
        (_("手机号码"), mobile.masked if mobile else "", mobile.national if mobile else ""),
        (_("电子邮箱"), masking_kit.mask_email(email) if email else "", email or ""),
    ]


def _facts_of_document(person: PersonFacts | None, document: IdentityDocument | None) -> list[_Row]:
    shown = document or IdentityDocument()
    born = _day_label(person.number.birth_date if person else None)
    is_chinese = person is not None and person.document_type not in _FOREIGN_DOCUMENTS
    until = _("长期") if shown.is_long_term else _day_label(shown.valid_until)
    return [
        (_("国籍"), *_twice(_("中国") if is_chinese else "")),
        (_("民族"), *_twice(shown.ethnicity)),
        (_("出生日期"), masking_kit.MASK * len(born), born),
        (_("有效期起"), *_twice(_day_label(shown.valid_from))),
        (_("有效期止"), *_twice(until)),
        (
            _("签发机关"),
            masking_kit.mask_middle(shown.issuer, keep_start=2, keep_end=0),
            shown.issuer,
        ),
        (
            _("住址"),
            masking_kit.mask_middle(shown.address, keep_start=3, keep_end=0),
            shown.address,
        ),
    ]


def _day_label(day: dt.date | None) -> str:
    return "" if day is None else date_format(day, "Y-m-d")


def session_rows(sessions: Sequence[SessionFacts], *, present: SessionId) -> tuple[SessionRow, ...]:
    """Return the list of sign-ins, the present one first."""
    rows = [
        SessionRow(
            id=session.id,
            device=session.device or _("未知设备"),
            place=session.address,
            method="、".join(
                _method_label(method) for method in session.methods if method not in _NO_METHODS
            ),
            signed_in_at=_moment(session.authenticated_at),
            last_seen_at=_moment(session.last_seen_at),
            is_present=session.id == present,
        )
        for session in sessions
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_present))


def password_rule(profile: PasswordProfile) -> str:
    """Return the rule for passwords in one sentence, to be read before typing."""
    length = _("{min} 至 {max} 个字符").format(min=profile.min_length, max=profile.max_length)
    if profile.required_classes:
        return _("{length}，必须同时包含大写字母、小写字母和数字。").format(length=length)
    return _("{length}，至少包含大写字母、小写字母、数字、特殊字符中的 {count} 种。").format(
        length=length, count=profile.min_classes
    )


def seconds_until_resend(sent_at: dt.datetime, *, interval: dt.timedelta, now: dt.datetime) -> int:
    """Return for how long the button «send again» rests."""
    return max(0, math.ceil((sent_at + interval - now).total_seconds()))


def document_label(document_type: DocumentType) -> str:
    """Return the name of a document type in the reader's language."""
    labels = {
        DocumentType.RESIDENT_ID_CARD: _("居民身份证"),
        DocumentType.TEMPORARY_RESIDENT_ID_CARD: _("临时居民身份证"),
        DocumentType.HOUSEHOLD_REGISTER: _("户口簿"),
        DocumentType.HK_MACAU_PERMIT: _("港澳居民来往内地通行证"),
        DocumentType.HKMT_RESIDENCE_PERMIT: _("港澳台居民居住证"),
        DocumentType.TAIWAN_PERMIT: _("台湾居民来往大陆通行证"),
        DocumentType.PASSPORT: _("外国护照"),
        DocumentType.PERMANENT_RESIDENCE_CARD: _("外国人永久居留身份证"),
        DocumentType.MILITARY: _("军官证"),
        DocumentType.POLICE: _("警官证"),
        DocumentType.OTHER: _("其他证件"),
    }
    return labels[document_type]


def _method_label(method: str) -> str:
    labels = {
        "pwd": _("密码"),
        "sms": _("短信验证码"),
        "face": _("人脸核验"),
        "otp": _("一次性口令"),
        "hwk": _("证书或安全密钥"),
        "swk": _("通行密钥"),
        "mca": _("扫码确认"),
        "pin": _("证书密码"),
        SOCIAL_METHOD: _("社交账号"),
        LICENCE_METHOD: _("电子执照"),
        SOURCE_METHOD: _("其他身份系统"),
    }
    return labels.get(method, method)


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _twice(text: str) -> tuple[str, str]:
    return text, text

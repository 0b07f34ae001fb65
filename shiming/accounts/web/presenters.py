"""Frozen values that the templates are given; they run no query."""

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.accounts.types import (
    LICENCE_METHOD,
    SOCIAL_METHOD,
    AccountFacts,
    PasswordProfile,
    PersonalCertificateKind,
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


def display_name(account: AccountFacts, person: PersonFacts | None) -> str:
    """Return what to call the person on their own pages, masked."""
    if person is not None:
        return person.name.masked
    if account.user_name:
        return account.user_name
    return account.mobile.masked if account.mobile is not None else _("用户")


def me_page(*, actor: Actor, account: AccountFacts, person: PersonFacts | None) -> MePage:
    """Return the personal centre with every personal value masked."""
    return MePage(
        name=display_name(account, person),
        level=actor.level,
        facts=facts_of(account, person, is_masked=True),
        is_proofed=actor.level > Level.REGISTERED,
    )


def facts_of(
    account: AccountFacts, person: PersonFacts | None, *, is_masked: bool
) -> tuple[Fact, ...]:
    """Return what the account knows of its owner, row by row."""
    rows: list[tuple[str, str, str]] = []
    if person is not None:
        number = person.number
        rows += [
            (_("姓名"), person.name.masked, person.name.value),
            (_("证件类型"), *_twice(document_label(person.document_type))),
            (_("证件号码"), number.masked, number.value),
        ]
        if number.birth_date is not None:
            born = date_format(number.birth_date, "Y-m-d")
            rows.append((_("出生日期"), masking_kit.MASK * len(born), born))
    if account.user_name:
        rows.append((_("用户名"), *_twice(account.user_name)))
    if account.mobile is not None:
        rows.append((_("手机号码"), account.mobile.masked, account.mobile.national))
    if account.email is not None:
        rows.append((_("电子邮箱"), masking_kit.mask_email(account.email), account.email))
    return tuple(
        Fact(
            label=label,
            value=masked if is_masked else plain,
            is_masked=is_masked and masked != plain,
        )
        for label, masked, plain in rows
    )


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


def certificate_label(kind: PersonalCertificateKind) -> str:
    """Return the name of a personal certificate in the reader's language."""
    labels = {
        PersonalCertificateKind.DISABILITY: _("残疾人证"),
        PersonalCertificateKind.MARTYR_FAMILY: _("烈属证"),
    }
    return labels[kind]


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
    }
    return labels.get(method, method)


def _moment(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


def _twice(text: str) -> tuple[str, str]:
    return text, text

"""What the pages about personal certificates show."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.accounts.types import (
    KINDS_FILED_ONCE,
    CertificateStanding,
    PersonalCertificateFacts,
    PersonalCertificateKind,
)
from shiming.web_kit.types import Fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PictureLink:
    """A picture of a certificate, by its place."""

    place: int
    url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRow:
    """A filed certificate in the list."""

    title: str
    kind: str
    state: str
    look: str
    facts: tuple[Fact, ...]
    pictures: tuple[PictureLink, ...]
    change_url: str
    remove_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KindChoice:
    """A kind that can be filed."""

    label: str
    url: str


def certificate_label(kind: PersonalCertificateKind) -> str:
    """Return the name of a personal certificate in the reader's language."""
    labels = {
        PersonalCertificateKind.DISABILITY: _("残疾人证"),
        PersonalCertificateKind.MARTYR_FAMILY: _("烈属证"),
        PersonalCertificateKind.PRACTICE: _("执业资格证"),
        PersonalCertificateKind.VOCATIONAL: _("职业技能等级证"),
        PersonalCertificateKind.PROFESSIONAL_TITLE: _("职称证"),
        PersonalCertificateKind.SPECIAL_OPERATION: _("特种作业操作证"),
        PersonalCertificateKind.OTHER: _("其他证件"),
    }
    return labels[kind]


def kinds_to_file(filed: Iterable[PersonalCertificateFacts]) -> tuple[KindChoice, ...]:
    """Return the kinds of which another certificate can be filed."""
    had = {each.kind for each in filed} & KINDS_FILED_ONCE
    return tuple(
        KindChoice(
            label=certificate_label(kind),
            url=reverse("accounts:personal-certificate-add", args=[kind]),
        )
        for kind in PersonalCertificateKind
        if kind not in had
    )


def certificate_rows(filed: Sequence[PersonalCertificateFacts]) -> tuple[CertificateRow, ...]:
    """Return the rows of the list."""
    return tuple(_row(each) for each in filed)


def _row(filed: PersonalCertificateFacts) -> CertificateRow:
    state, look = {
        CertificateStanding.VALID: (_("有效"), "success"),
        CertificateStanding.EXPIRING: (_("即将到期"), "warning"),
        CertificateStanding.EXPIRED: (_("已过期"), "danger"),
    }[filed.standing]
    said = filed.entries
    facts = (
        (_("证件号码"), filed.number_masked),
        (_("等级"), said.level),
        (_("专业"), said.speciality),
        (_("发证机关"), said.issuing_body),
        (_("发证日期"), _day(said.issued_on)),
        (_("有效期起"), _day(said.valid_from)),
        (_("有效期止"), _day(said.valid_until)),
        (_("年检日期"), _day(said.annual_check_on)),
    )
    return CertificateRow(
        title=said.name or certificate_label(filed.kind),
        kind=certificate_label(filed.kind),
        state=state,
        look=look,
        facts=tuple(Fact(label=label, value=value) for label, value in facts if value),
        pictures=tuple(
            PictureLink(
                place=place,
                url=reverse("accounts:personal-certificate-picture", args=[filed.id, place]),
            )
            for place in range(1, len(filed.pictures) + 1)
        ),
        change_url=reverse("accounts:personal-certificate", args=[filed.id]),
        remove_url=reverse("accounts:personal-certificate-remove", args=[filed.id]),
    )


def _day(day: dt.date | None) -> str:
    return "" if day is None else date_format(day, "Y-m-d")

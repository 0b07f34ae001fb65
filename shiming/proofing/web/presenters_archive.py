"""What the pages of the archive are given."""

import dataclasses
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.proofing.types import (
    Archive,
    ArchivedPicture,
    ArchiveLook,
    ArchivePurpose,
    PictureRole,
)
from shiming.proofing.web import labels
from shiming.proofing.web.presenters import day, minute

_SHOWN_OF_ACCOUNT = 6


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PictureLine:
    """A picture, the address where it can be seen, and how long it is kept."""

    label: str
    url: str
    retention: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """An attempt with what was kept of it."""

    id: str
    started: str
    state: str
    consents: tuple[str, ...]
    pictures: tuple[PictureLine, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """That somebody looked."""

    at: str
    account: str
    what: str
    case_number: str


def archive_cases(archive: Archive) -> tuple[CaseLine, ...]:
    """Return the attempts, the newest first."""
    return tuple(
        CaseLine(
            id=str(case.id),
            started=minute(case.started_at),
            state=str(labels.STATES[case.state]),
            consents=case.consents,
            pictures=tuple(_picture(archive, one) for one in case.pictures),
        )
        for case in archive.cases
    )


def archive_looks(looks: Iterable[ArchiveLook]) -> tuple[LookLine, ...]:
    """Return who looked, the latest first."""
    return tuple(
        LookLine(
            at=minute(one.at),
            account=str(one.account_id or "")[-_SHOWN_OF_ACCOUNT:],
            what=_what(one),
            case_number=one.case_number,
        )
        for one in looks
    )


def _picture(archive: Archive, picture: ArchivedPicture) -> PictureLine:
    is_shown = picture.is_there and picture.role is not PictureRole.LIVE_CLIP
    if not picture.is_there:
        retention = _("已销毁")
    elif picture.keep_until is None:
        # The page says below how long what bears no date is kept.
        retention = ""
    else:
        retention = _("保存到%(day)s") % {"day": day(picture.keep_until)}
    return PictureLine(
        label=str(labels.ROLES[picture.role]),
        url=reverse("proofing:archive-picture", args=[archive.view_id, picture.id])
        if is_shown
        else "",
        retention=retention,
    )


def _what(look: ArchiveLook) -> str:
    if look.what in set(ArchivePurpose):
        return str(labels.PURPOSES[ArchivePurpose(look.what)])
    return _("查看照片")

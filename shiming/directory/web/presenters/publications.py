"""What the pages about documents for downloading show."""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiming.directory.types import Publication, PublicationKind
from shiming.directory.web.forms.publications import KIND_LABELS


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DownloadRow:
    """A document that visitors may have."""

    title: str
    kind: str
    version: str
    since: str
    about: str
    url: str
    is_latest: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KindLink:
    """A kind by which the list is narrowed."""

    label: str
    url: str
    is_current: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """A document as officers see it."""

    title: str
    kind: str
    version: str
    portal: str
    since: str
    published: str
    state: str
    look: str
    reason: str
    file_url: str
    withdraw_url: str


def download_rows(entries: Iterable[Publication]) -> tuple[DownloadRow, ...]:
    """Return the rows for visitors; of several versions the newest is marked."""
    seen: set[tuple[PublicationKind, str]] = set()
    rows = []
    for one in entries:
        key = (one.draft.kind, one.draft.title)
        rows.append(
            DownloadRow(
                title=one.draft.title,
                kind=str(KIND_LABELS[one.draft.kind]),
                version=one.draft.version,
                since=date_format(one.draft.valid_from, "Y-m-d"),
                about=f"{one.type.extension.upper()} · {filesizeformat(one.size)}",
                url=reverse("download", args=[one.id]),
                is_latest=key not in seen,
            )
        )
        seen.add(key)
    return tuple(rows)


def kind_links(chosen: PublicationKind | None) -> tuple[KindLink, ...]:
    """Return the links that narrow the list."""
    url = reverse("downloads")
    return (
        KindLink(label=_("全部"), url=url, is_current=chosen is None),
        *(
            KindLink(label=str(label), url=f"{url}?kind={kind}", is_current=kind is chosen)
            for kind, label in KIND_LABELS.items()
        ),
    )


def history_rows(entries: Iterable[Publication], *, today: dt.date) -> tuple[HistoryRow, ...]:
    """Return the rows for officers."""
    return tuple(_history_row(one, today=today) for one in entries)


def _history_row(one: Publication, *, today: dt.date) -> HistoryRow:
    is_withdrawn = one.withdrawn_at is not None
    state, look = _("可下载"), "success"
    if is_withdrawn:
        state, look = _("已撤回"), "neutral"
    elif one.draft.valid_from > today:
        state, look = _("未生效"), "info"
    return HistoryRow(
        title=one.draft.title,
        kind=str(KIND_LABELS[one.draft.kind]),
        version=one.draft.version,
        portal=one.portal_name or _("所有门户"),
        since=date_format(one.draft.valid_from, "Y-m-d"),
        published=_minute(one.published_at),
        state=state,
        look=look,
        reason="" if one.withdrawn_at is None else f"{_minute(one.withdrawn_at)} {one.reason}",
        file_url=reverse("directory:publication-file", args=[one.id]),
        withdraw_url=""
        if is_withdrawn
        else reverse("directory:publication-withdraw", args=[one.id]),
    )


def _minute(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")

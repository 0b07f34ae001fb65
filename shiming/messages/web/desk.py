"""What officers see of templates and of the log of sending."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import get_language

from shiming.messages.models import OutboxMessage, TemplateVersion
from shiming.messages.queries import LogPart, TemplateHead
from shiming.messages.template_files import TEXT_KEYS, Template, Texts
from shiming.messages.types import (
    CHINESE,
    LANGUAGES,
    Channel,
    DeliveryState,
    Receipt,
    TemplateState,
    TemplateVersionId,
)
from shiming.messages.web import labels
from shiming.messages.web.cursors import write_cursor
from shiming.messages.web.presenters import Choice


def title_of(template: Template) -> str:
    """Return its subject in the reader's language, or its name; what it fills in is not known."""
    texts = template.texts.get(get_language() or CHINESE) or template.texts[CHINESE]
    return re.sub(r"\{\w+\}", "…", texts.get("subject") or template.name)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """One template in the list."""

    name: str
    title: str
    url: str
    kind: str
    version: str
    channels: str
    is_mandatory: bool
    draft_id: TemplateVersionId | None

    @classmethod
    def of(cls, head: TemplateHead) -> "TemplateRow":
        """Show a template."""
        template = head.template
        names = [str(labels.TEXT_NAMES[key]) for key in TEXT_KEYS if template.has(key)]
        return cls(
            name=template.name,
            title=title_of(template),
            url=template_url(template.name),
            kind=str(labels.KINDS[template.kind]),
            version=str(template.number),
            channels="、".join(names),
            is_mandatory=template.is_mandatory,
            draft_id=head.draft_id,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedText:
    """One text with its variables shown as such."""

    label: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a template."""

    id: uuid.UUID
    number: int
    state: str
    note: str
    drafted_at: dt.datetime
    decided_at: dt.datetime | None
    decision_note: str
    is_waiting: bool

    @classmethod
    def of(cls, version: TemplateVersion) -> "VersionRow":
        """Show a version."""
        state = TemplateState(version.state)
        return cls(
            id=version.pk,
            number=version.number,
            state=str(labels.TEMPLATE_STATES[state]),
            note=version.note,
            drafted_at=version.drafted_at,
            decided_at=version.decided_at,
            decision_note=version.decision_note,
            is_waiting=state is TemplateState.DRAFT,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TemplatePage:
    """A template with what is in force, and its versions."""

    row: TemplateRow
    texts: tuple[PreviewedText, ...]
    variables: tuple[str, ...]
    versions: tuple[VersionRow, ...]
    may_draft: bool

    @classmethod
    def of(
        cls, *, template: Template, versions: Sequence[TemplateVersion], may_draft: bool
    ) -> "TemplatePage":
        """Show a template."""
        rows = tuple(VersionRow.of(version) for version in versions)
        is_waiting = any(row.is_waiting for row in rows)
        return cls(
            row=TemplateRow.of(TemplateHead(template=template, draft_id=None)),
            texts=preview(template.texts, template.variables),
            variables=tuple(f"{{{name}}}" for name in sorted(template.variables)),
            versions=rows,
            may_draft=may_draft and not is_waiting,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """A version beside what is in force now."""

    row: VersionRow
    name: str
    template_url: str
    texts: tuple[PreviewedText, ...]
    present: tuple[PreviewedText, ...]
    may_decide: bool

    @classmethod
    def of(cls, *, version: TemplateVersion, template: Template, may_decide: bool) -> "VersionPage":
        """Show a version."""
        row = VersionRow.of(version)
        return cls(
            row=row,
            name=version.name,
            template_url=template_url(version.name),
            texts=preview(version.texts, template.variables),
            present=preview(template.texts, template.variables),
            may_decide=may_decide and row.is_waiting,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One line of the log of sending."""

    created_at: dt.datetime
    channel: str
    recipient: str
    template: str
    version: str
    state: str
    is_failed: bool
    attempts: int
    next_try_at: dt.datetime | None
    sent_at: dt.datetime | None
    answer: str
    receipt: str

    @classmethod
    def of(cls, message: OutboxMessage) -> "LogRow":
        """Show a message of the outbox: masked, without its text."""
        state = DeliveryState(message.state)
        receipt = str(labels.RECEIPTS[Receipt(message.receipt)]) if message.receipt else ""
        return cls(
            created_at=message.created_at,
            channel=str(labels.CHANNELS[Channel(message.channel)]),
            recipient=message.recipient_masked,
            template=message.template,
            version=message.template_version,
            state=str(labels.STATES[state]),
            is_failed=state in {DeliveryState.FAILED, DeliveryState.WITHHELD},
            attempts=message.attempts,
            next_try_at=message.next_try_at if state is DeliveryState.QUEUED else None,
            sent_at=message.sent_at,
            answer=message.error or message.reference,
            receipt=f"{receipt} {message.receipt_detail}".strip(),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A page of the log of sending."""

    rows: tuple[LogRow, ...]
    states: tuple[Choice, ...]
    next_url: str

    @classmethod
    def of(cls, *, part: LogPart, state: DeliveryState | None) -> "LogPage":
        """Show a page of the log."""
        next_url = ""
        if part.following is not None:
            after = write_cursor(0, *part.following)
            chosen = state.value if state else ""
            next_url = f"{reverse('messages:log')}?state={chosen}&after={after}"
        return cls(
            rows=tuple(LogRow.of(message) for message in part.messages),
            states=tuple(
                Choice(value=one.value, label=str(label), is_chosen=one is state)
                for one, label in labels.STATES.items()
            ),
            next_url=next_url,
        )


def template_url(name: str) -> str:
    """Return the address of a template."""
    area, _, file_name = name.partition("/")
    return reverse("messages:template-detail", kwargs={"area": area, "name": file_name})


def preview(texts: Texts, variables: frozenset[str]) -> tuple[PreviewedText, ...]:
    """Return all texts with their variables in brackets, as they read once filled in."""
    sample: Mapping[str, str] = {name: f"〔{name}〕" for name in variables}
    return tuple(
        PreviewedText(
            label=f"{labels.TEXT_NAMES[key]}（{labels.LANGUAGE_NAMES[language]}）",
            text=texts[language][key].format_map(sample),
        )
        for language in LANGUAGES
        for key in TEXT_KEYS
        if key in texts.get(language, texts[CHINESE] if language == CHINESE else {})
    )

"""What the pages of applications show: frozen values, no query."""

import dataclasses
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.accounts.types.applications import (
    ApplicationFacts,
    ApplicationId,
    ApplicationState,
    ConnectionFacts,
    ConnectionState,
    FormState,
    FormVersion,
    QueuedApplication,
)
from shiming.accounts.web.owner_pages import moment_of
from shiming.kernel.declared_forms import Choice, FieldType, shown_value
from shiming.web_kit.types import Fact

_BADGE = {
    ApplicationState.SUBMITTED: "info",
    ApplicationState.UNDER_REVIEW: "info",
    ApplicationState.APPROVED: "success",
    ApplicationState.REJECTED: "danger",
    ApplicationState.RETURNED: "warning",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationLine:
    """One application in a list."""

    url: str
    number: str
    title: str
    name: str
    state: str
    badge: str
    moment: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One line of an application's record, with the reviewer's feedback."""

    moment: str
    state: str
    note: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScanLink:
    """One page that was handed in."""

    label: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """One application to its applicant."""

    title: str
    number: str
    state: str
    facts: tuple[Fact, ...]
    steps: tuple[StepLine, ...]
    correct_url: str
    again_url: str
    activation_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One application to an officer; without answers before they took it up."""

    id: ApplicationId
    title: str
    number: str
    state: str
    facts: tuple[Fact, ...]
    answers: tuple[Fact, ...]
    scans: tuple[ScanLink, ...]
    steps: tuple[StepLine, ...]
    may_take_up: bool
    may_decide: bool


def state_label(state: ApplicationState) -> str:
    """Return what a state is called, in the reader's language."""
    return {
        ApplicationState.SUBMITTED: _("已提交，等待审核"),
        ApplicationState.UNDER_REVIEW: _("审核中"),
        ApplicationState.APPROVED: _("已通过"),
        ApplicationState.REJECTED: _("未通过"),
        ApplicationState.RETURNED: _("退回修改"),
    }[state]


def connection_label(state: ConnectionState) -> str:
    """Return what a state of a connection is called, in the reader's language."""
    return {
        ConnectionState.NONE: _("尚未接入"),
        ConnectionState.TEST_ACCOUNT: _("已发测试账号"),
        ConnectionState.DEBUGGING: _("联调中"),
        ConnectionState.PASSED: _("联调通过"),
        ConnectionState.PRODUCTION_KEY: _("已发正式密钥"),
        ConnectionState.SUSPENDED: _("已暂停"),
    }[state]


def form_state_label(state: FormState) -> str:
    """Return what a state of a form's version is called, in the reader's language."""
    return {
        FormState.PROPOSED: _("待另一人审核"),
        FormState.IN_FORCE: _("已发布"),
        FormState.REFUSED: _("未采用"),
    }[state]


def own_lines(found: Sequence[ApplicationFacts]) -> tuple[ApplicationLine, ...]:
    """Return the applicant's list."""
    return tuple(
        ApplicationLine(
            url=reverse("accounts:apply-record", args=[each.id]),
            number=each.number,
            title=each.kind.form.title,
            name=each.name,
            state=state_label(each.state),
            badge=_BADGE[each.state],
            moment=moment_of(each.submitted_at),
        )
        for each in found
    )


def queue_lines(waiting: Sequence[QueuedApplication]) -> tuple[ApplicationLine, ...]:
    """Return the officers' list, which names nobody."""
    return tuple(
        ApplicationLine(
            url=reverse("accounts:application", args=[each.id]),
            number=each.number,
            title=each.title,
            name="",
            state=state_label(each.state),
            badge=_BADGE[each.state],
            moment=moment_of(each.submitted_at),
        )
        for each in waiting
    )


def own_page(application: ApplicationFacts) -> ApplicationPage:
    """Return one application to its applicant."""
    key = [application.id]
    is_returned = application.state is ApplicationState.RETURNED
    is_rejected = application.state is ApplicationState.REJECTED
    return ApplicationPage(
        title=application.kind.form.title,
        number=application.number,
        state=state_label(application.state),
        facts=(
            Fact(label=_("申请编号"), value=application.number),
            Fact(label=_("项目或单位名称"), value=application.name),
            Fact(label=_("状态"), value=state_label(application.state)),
            Fact(label=_("提交时间"), value=moment_of(application.submitted_at)),
        ),
        steps=_steps(application),
        correct_url=reverse("accounts:apply-correct", args=key) if is_returned else "",
        again_url=reverse("accounts:apply-new", args=[application.kind.code])
        if is_rejected
        else "",
        activation_url=reverse("accounts:apply-activation", args=key)
        if application.awaits_activation
        else "",
    )


def review_page(application: ApplicationFacts) -> ReviewPage:
    """Return an application, whole, to the officer who has it."""
    return ReviewPage(
        id=application.id,
        title=application.kind.form.title,
        number=application.number,
        state=state_label(application.state),
        facts=(
            Fact(label=_("申请编号"), value=application.number),
            Fact(label=_("申请人手机号码"), value=application.mobile.masked, is_masked=True),
            Fact(label=_("提交时间"), value=moment_of(application.submitted_at)),
            Fact(label=_("状态"), value=state_label(application.state)),
        ),
        answers=_answers(application),
        scans=_scans(application),
        steps=_steps(application),
        may_take_up=False,
        may_decide=application.state is ApplicationState.UNDER_REVIEW,
    )


def waiting_page(waiting: QueuedApplication) -> ReviewPage:
    """Return an application that this officer has not taken up: nothing personal."""
    return ReviewPage(
        id=waiting.id,
        title=waiting.title,
        number=waiting.number,
        state=state_label(waiting.state),
        facts=(
            Fact(label=_("申请编号"), value=waiting.number),
            Fact(label=_("提交时间"), value=moment_of(waiting.submitted_at)),
            Fact(label=_("状态"), value=state_label(waiting.state)),
        ),
        answers=(),
        scans=(),
        steps=(),
        may_take_up=waiting.state in {ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW},
        may_decide=False,
    )


def form_rows(versions: Sequence[FormVersion]) -> list[dict[str, object]]:
    """Return the versions that officers wrote."""
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "version": each.version,
            "state": form_state_label(each.state),
            "is_open": each.state is FormState.PROPOSED,
            "declaration": each.declaration,
            "moment": moment_of(each.proposed_at),
        }
        for each in versions
    ]


def connection_rows(
    found: Sequence[ConnectionFacts], steps: Mapping[ConnectionState, Sequence[ConnectionState]]
) -> list[dict[str, object]]:
    """Return the connections, each with the steps that may come next."""
    return [
        {
            "id": each.id,
            "number": each.number,
            "state": connection_label(each.state),
            "moment": moment_of(each.changed_at),
            "next": [
                {"value": state.value, "label": connection_label(state)}
                for state in steps[each.state]
            ],
        }
        for each in found
    ]


def _steps(application: ApplicationFacts) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(moment=moment_of(step.at), state=state_label(step.state), note=step.note)
        for step in application.steps
    )


def _answers(application: ApplicationFacts) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            label=field.label,
            value=shown_value(
                field,
                application.answers,
                offered=[
                    Choice(
                        value=application.answers.get(field.key, ""),
                        label=application.offered.get(field.key, ""),
                    )
                ]
                if field.type is FieldType.OFFERED
                else (),
            ),
        )
        for field in application.kind.form.fields
        if field.key in application.answers
    )


def _scans(application: ApplicationFacts) -> tuple[ScanLink, ...]:
    labels = {field.key: field.label for field in application.kind.form.fields}
    return tuple(
        ScanLink(
            label=_("%(label)s 第 %(page)s 页")
            % {"label": labels.get(scan.field, ""), "page": scan.place + 1},
            url=reverse("accounts:application-scan", args=[scan.id]),
        )
        for scan in application.scans
    )

"""What the templates are given: frozen values, never rows."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.kernel import masking_kit
from shiming.kernel.clock import CHINA
from shiming.kernel.levels import Level
from shiming.proofing import errors
from shiming.proofing.journeys import online
from shiming.proofing.journeys.steps import JourneyState
from shiming.proofing.models import CasePicture, Evidence, ProofingCase, ReviewDecision
from shiming.proofing.types import (
    CaseState,
    EvidenceKind,
    LiveAction,
    Missing,
    PictureState,
    ReviewCause,
    ReviewCount,
    ReviewReason,
    StepKey,
)
from shiming.proofing.web import labels
from shiming.web_kit import texts
from shiming.web_kit.types import Fact, JourneyStep, StepState


def told(code: str) -> texts.RefusalText:
    """Return the text of a code that was kept with a case; unknown codes speak in general."""
    return texts.text_of_code(code) or texts.text_of(errors.CaseMovedOn())


def day(moment: dt.datetime | None) -> str:
    """Return the date in China on which something was."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d") if moment else ""


def minute(moment: dt.datetime | None) -> str:
    """Return date and time in China."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if moment else ""


def steps_bar(*, current: StepKey, state: JourneyState) -> tuple[JourneyStep, ...]:
    """Return the step indicator; steps that may still be entered lead back."""
    shown = [step for step in online.STEPS if step.key is not StepKey.BACK or state.needs_back]
    place = next(index for index, step in enumerate(shown) if step.key is current)
    return tuple(
        JourneyStep(
            label=str(labels.STEPS[step.key]),
            state=StepState.DONE
            if index < place
            else StepState.CURRENT
            if index == place
            else StepState.AHEAD,
            url=reverse(step.url_name) if index < place and step.is_reachable(state) else "",
        )
        for index, step in enumerate(shown)
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PictureView:
    """A kept picture of a side, and what the engines said of it."""

    url: str
    state: str
    problems: tuple[texts.RefusalText, ...] = ()
    may_go_to_person: bool = False

    @property
    def is_waiting(self) -> bool:
        """Tell whether an engine still looks at it."""
        return self.state == PictureState.WAITING

    @property
    def is_rejected(self) -> bool:
        """Tell whether it has to be taken anew."""
        return self.state == PictureState.REJECTED

    @property
    def is_manual(self) -> bool:
        """Tell whether a person will look at it."""
        return self.state == PictureState.MANUAL


def picture_view(*, picture: CasePicture, may_go_to_person: bool = False) -> PictureView:
    """Return what a page shows of a picture."""
    codes = dict.fromkeys(finding["code"] for finding in picture.findings)
    return PictureView(
        url=reverse("proofing:picture", args=[picture.pk]),
        state=picture.state,
        problems=tuple(told(f"proofing.picture.{code}") for code in codes),
        may_go_to_person=may_go_to_person,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """The end of a way: what became of it, and what can be done next."""

    kind: str
    title: str
    body: str
    facts: tuple[Fact, ...] = ()
    next: tuple[str, ...] = ()
    is_checking: bool = False
    may_resume: bool = False
    may_restart: bool = False
    resume_label: str = ""
    return_to: str = ""


def result_page(
    *,
    case: ProofingCase,
    level: Level,
    until: dt.datetime | None,
    tries_left: int,
    may_resume: bool,
) -> ResultPage:
    """Return what the result page shows (S18-9): date, level, reason, tries left, other ways."""
    state = CaseState(case.state)
    if state is CaseState.CHECKING:
        return ResultPage(
            kind="waiting",
            title=_("正在比对，请稍候"),
            body=_("一般几秒钟完成。您也可以离开此页面，完成后会通知您。"),
            is_checking=True,
        )
    if state is CaseState.MANUAL_REVIEW:
        return ResultPage(
            kind="waiting",
            title=_("已转人工复核"),
            body=_("系统不能自动作出判断，工作人员会查看您的材料。您不需要重新提交。"),
            facts=(Fact(label=_("提交时间"), value=minute(case.submitted_at)),),
            next=(
                _("现在可以离开此页面，复核完成后会通知您"),
                _("着急办理的，可以携带证件到服务窗口，当场可办"),
            ),
            return_to=case.return_to,
        )
    if state is CaseState.REFUSED:
        return _refused(case=case, tries_left=tries_left, may_resume=may_resume)
    return _passed(case=case, level=level, until=until)


def _passed(*, case: ProofingCase, level: Level, until: dt.datetime | None) -> ResultPage:
    facts = [
        Fact(label=_("实名等级"), value=str(labels.LEVELS[level])),
        Fact(label=_("认证日期"), value=day(case.decided_at)),
        Fact(label=_("有效期至"), value=day(until) or _("长期")),
    ]
    is_manual = case.state == CaseState.PASSED_MANUALLY
    if is_manual:
        facts.append(Fact(label=_("认定方式"), value=_("人工复核通过")))
    is_enough = level >= case.wanted_level
    return ResultPage(
        kind="passed",
        title=_("实名认证已通过"),
        body=_("接入本平台的系统都可以使用这次认证的结果，不需要重复认证。")
        if is_enough
        else _("您的身份已核对。这项业务要求更高的实名等级。"),
        facts=tuple(facts),
        next=() if is_enough else (_("携带身份证到服务窗口，由工作人员当面核验"),),
        may_restart=not is_enough and not is_manual,
        return_to=case.return_to,
    )


def _refused(*, case: ProofingCase, tries_left: int, may_resume: bool) -> ResultPage:
    text = told(case.refusal_code)
    step = StepKey(case.refused_step)
    facts = [Fact(label=_("没有通过的步骤"), value=str(labels.STEPS[step]))]
    if case.refusal_detail in set(LiveAction):
        facts.append(
            Fact(
                label=_("没有做到的动作"),
                value=str(labels.ACTIONS[LiveAction(case.refusal_detail)]),
            )
        )
    elif case.refusal_detail in set(ReviewReason):
        facts.append(
            Fact(label=_("原因"), value=str(labels.REASONS[ReviewReason(case.refusal_detail)]))
        )
    if may_resume:
        facts.append(Fact(label=_("今天还可以试"), value=_("%(count)s 次") % {"count": tries_left}))
    ways = [text.next]
    if may_resume and not tries_left:
        ways.append(_("今天的次数已经用完，请明天再试"))
    ways.append(_("携带证件到服务窗口，当场可办"))
    return ResultPage(
        kind="refused",
        title=text.title,
        body=_("已填写的内容都保留着，其他业务不受影响。"),
        facts=tuple(facts),
        next=tuple(ways),
        may_resume=may_resume and tries_left > 0,
        may_restart=may_resume and tries_left > 0,
        resume_label=_("重新做人脸核验")
        if step is StepKey.LIVE
        else _("重新拍摄证件")
        if step is StepKey.FRONT
        else _("更正后重新提交"),
        return_to=case.return_to,
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One act of proof in the list of the person's own."""

    label: str
    at: str
    until: str
    is_standing: bool
    is_manual: bool


def evidence_rows(*, evidence: Sequence[Evidence], now: dt.datetime) -> tuple[EvidenceRow, ...]:
    """Return the rows of the list of evidence."""
    return tuple(
        EvidenceRow(
            label=str(labels.EVIDENCE[EvidenceKind(one.kind)]),
            at=day(one.at),
            until=day(one.valid_until),
            is_standing=not hasattr(one, "revocation")
            and (one.valid_until is None or one.valid_until > now),
            is_manual=one.is_manual,
        )
        for one in evidence
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow:
    """One missing proof, and how it can be given; the first way is the cheapest."""

    label: str
    ways: tuple[str, ...]


def missing_rows(*, missing: Sequence[Missing]) -> tuple[MissingRow, ...]:
    """Return what is missing for a level."""
    return tuple(
        MissingRow(
            label=str(labels.MISSING[one.proof]),
            ways=tuple(str(labels.WAYS[way]) for way in one.ways),
        )
        for one in missing
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A waiting case in the queue."""

    url: str
    submitted: str
    causes: tuple[str, ...]
    name: str
    is_taken: bool
    is_mine: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """A case before a reviewer: pictures and full fields only for whoever has taken it on."""

    state: str
    is_open: bool
    is_mine: bool
    is_taken: bool
    is_own: bool
    claim_url: str
    decide_url: str
    causes: tuple[str, ...]
    facts: tuple[Fact, ...]
    document_url: str = ""
    back_url: str = ""
    face_url: str = ""
    decisions: tuple[Fact, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """How one reviewer decided; the account stands for them."""

    reviewer: str
    decided: int
    passed: int


def count_rows(*, counts: Sequence[ReviewCount]) -> tuple[CountRow, ...]:
    """Return the rows of the statistics of reviewers."""
    return tuple(
        CountRow(
            # The random end of the key tells accounts apart and says nothing else.
            reviewer=one.reviewer_id.hex[-8:],
            decided=one.decided,
            passed=one.passed,
        )
        for one in counts
    )


def causes_of(*, case: ProofingCase) -> tuple[str, ...]:
    """Return in words why a machine did not decide."""
    return tuple(str(labels.CAUSES[ReviewCause(cause)]) for cause in case.causes)


def masked_name(*, case: ProofingCase) -> str:
    """Return the applicant's name as a list may show it."""
    return masking_kit.mask_name(case.entered.get("name", ""))


def review_facts(*, case: ProofingCase, is_open: bool) -> tuple[Fact, ...]:
    """Return the fields of a case: in full to whoever has taken it on, else masked."""
    entered = case.entered
    name, number = entered.get("name", ""), entered.get("number", "")
    facts = [
        Fact(
            label=_("姓名"),
            value=name if is_open else masking_kit.mask_name(name),
            is_masked=not is_open,
            note=_way(case, "name"),
        ),
        Fact(
            label=_("证件号码"),
            value=number if is_open else masking_kit.mask_number(number),
            is_masked=not is_open,
            note=_way(case, "number"),
        ),
        Fact(
            label=_("有效期截止"),
            value=entered.get("valid_until", ""),
            note=_way(case, "valid_until"),
        ),
    ]
    for label, score in (
        (_("与证件照片的相似度"), case.card_score),
        (_("与权威库照片的相似度"), case.register_score),
        (_("翻拍检测"), case.passive_score),
    ):
        if score is not None:
            facts.append(Fact(label=label, value=f"{score:.2f}"))
    return tuple(facts)


def decision_facts(*, decisions: Sequence[ReviewDecision]) -> tuple[Fact, ...]:
    """Return what was decided before."""
    return tuple(
        Fact(
            label=minute(one.decided_at),
            value=str(labels.REASONS[ReviewReason(one.reason)]),
            note=one.text,
        )
        for one in decisions
    )


def _way(case: ProofingCase, field: str) -> str:
    return {"ocr": _("识别"), "typed": _("手工填写")}.get(case.entry_ways.get(field, ""), "")

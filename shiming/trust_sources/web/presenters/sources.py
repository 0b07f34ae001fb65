"""What the pages about trust sources show."""

import dataclasses
import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.kernel.clock import today_in_china
from shiming.trust_sources.types import (
    SourceFacts,
    SourceHealth,
    SourceState,
    TermsEntry,
    TermsFacts,
)
from shiming.trust_sources.types.duties import AcceptedDuties
from shiming.trust_sources.web.forms.sources import KINDS, LEVELS, PROTOCOLS, USES

MAPPING_SAMPLE = """{
  "subject": "sub",
  "number": "id_number",
  "name": "name",
  "level": {"attribute": "acr", "values": {"face": "intermediate", "register": "primary"}},
  "ended": {"attribute": "status", "values": ["closed"]},
  "posts": {"attribute": "posts", "values": {"counter-clerk": ["proofing:case:review"]}}
}"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source in the list."""

    name: str
    code: str
    operator: str
    protocol: str
    use: str
    level: str
    look: str
    state: str
    health_look: str
    health: str
    checked_at: dt.datetime | None
    until: dt.date | None
    is_waiting: bool
    is_active: bool
    is_suspended: bool
    is_closed: bool
    edit_url: str
    decide_url: str
    suspend_url: str
    resume_url: str
    close_url: str
    duties_look: str
    duties: str
    duties_url: str

    @classmethod
    def of(
        cls, facts: SourceFacts, *, now: dt.datetime, accepted: AcceptedDuties | None = None
    ) -> "SourceRow":
        """Return the row of a source."""
        terms = facts.in_force or facts.proposed
        entry = None if terms is None else terms.entry
        look, state = _state(facts, now=now)
        health_look, health = _health(facts.health)
        duties_look, duties = _duties(accepted)
        key = {"source_id": facts.id}
        return cls(
            name=facts.code if entry is None else entry.name,
            code=facts.code,
            operator="" if entry is None else entry.operator,
            protocol="" if entry is None else str(PROTOCOLS[entry.connection.protocol]),
            use="" if entry is None else str(USES[entry.use]),
            level="" if entry is None else str(LEVELS[entry.level]),
            look=look,
            state=state,
            health_look=health_look,
            health=health,
            checked_at=facts.checked_at,
            until=None if entry is None else entry.contract_until,
            is_waiting=facts.proposed is not None,
            is_active=facts.state is SourceState.ACTIVE,
            is_suspended=facts.state is SourceState.SUSPENDED,
            is_closed=facts.state is SourceState.CLOSED,
            edit_url=reverse("trust_sources:source-edit", kwargs=key),
            decide_url=reverse("trust_sources:source-decide", kwargs=key),
            suspend_url=_change_url(facts, SourceState.SUSPENDED),
            resume_url=_change_url(facts, SourceState.ACTIVE),
            close_url=_change_url(facts, SourceState.CLOSED),
            duties_look=duties_look,
            duties=duties,
            duties_url=reverse("trust_sources:source-duties", kwargs=key),
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TermsLine:
    """One of the terms, as it is and as it shall be."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Tell whether the second officer has to look here."""
        return self.before != self.after


def lines_of(facts: SourceFacts) -> tuple[TermsLine, ...]:
    """Return the proposed terms beside those in force."""
    after = _texts(facts.proposed)
    before = _texts(facts.in_force)
    return tuple(
        TermsLine(label=label, before=before.get(label, ""), after=text)
        for label, text in after.items()
    )


def _texts(terms: TermsFacts | None) -> dict[str, str]:
    if terms is None:
        return {}
    entry: TermsEntry = terms.entry
    connection = entry.connection
    yes, no = _("是"), _("否")
    return {
        _("名称"): entry.name,
        _("运营单位"): entry.operator,
        _("用途"): str(USES[entry.use]),
        _("协议"): str(PROTOCOLS[connection.protocol]),
        _("地址"): connection.address,
        _("本平台在对方的编号"): connection.client_id,
        _("密钥"): _("已保存") if terms.has_secret else _("没有"),
        _("申请的范围（scope）"): connection.scopes,
        _("令牌地址"): connection.token_url,
        _("用户信息地址"): connection.userinfo_url,
        _("目录根或邮箱域名"): connection.base,
        _("用户名属性"): connection.name_attribute,
        _("对方的公钥"): connection.peer_key,
        _("送回用户的地址"): " ".join(entry.origins),
        _("属性对应"): entry.mapping,
        _("最高可以给到的等级"): str(LEVELS[entry.level]),
        _("证明的有效天数"): str(entry.evidence_days),
        _("可以登录的账户"): "、".join(str(KINDS[kind]) for kind in sorted(entry.kinds)),
        _("号码和姓名一致、只有一个账户时，可以直接绑定"): yes if entry.links_alone else no,
        _("没有账户的人可以直接开通"): yes if entry.opens_accounts else no,
        _("提供的门户"): " ".join(entry.portals) or _("所有门户"),
        _("合同开始日期"): entry.contract_from.isoformat(),
        _("合同结束日期"): entry.contract_until.isoformat(),
        _("保留已有的绑定"): yes if entry.keeps_links else no,
    }


def _state(facts: SourceFacts, *, now: dt.datetime) -> tuple[str, str]:
    if facts.state is SourceState.DRAFT:
        return "info", _("等待审批")
    if facts.state is SourceState.SUSPENDED:
        return "warning", _("已停用")
    if facts.state is SourceState.CLOSED:
        return "neutral", _("已关闭")
    today = today_in_china(now)
    if facts.in_force is not None and facts.in_force.entry.contract_until < today:
        return "danger", _("合同已到期，不再提供")
    if facts.in_force is not None and facts.in_force.entry.contract_from > today:
        return "info", _("合同还没有开始")
    return "success", _("使用中")


def _health(health: SourceHealth) -> tuple[str, str]:
    return {
        SourceHealth.UNKNOWN: ("neutral", _("还没有检查")),
        SourceHealth.UP: ("success", _("正常")),
        SourceHealth.DOWN: ("danger", _("没有回答，已从登录页隐藏")),
    }[health]


def _duties(accepted: AcceptedDuties | None) -> tuple[str, str]:
    if accepted is None:
        return "warning", _("职责未确认")
    values = {"version": accepted.version, "day": today_in_china(accepted.accepted_at).isoformat()}
    if not accepted.is_current:
        return "warning", _("只确认过旧的职责（%(version)s）") % values
    return "success", _("职责已确认（%(version)s，%(day)s）") % values


def _change_url(facts: SourceFacts, state: SourceState) -> str:
    return reverse(
        "trust_sources:source-change", kwargs={"source_id": facts.id, "state": state.value}
    )

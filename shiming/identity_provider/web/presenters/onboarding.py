"""The pages of integrators and of the officers who decide about them."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shiming.identity_provider import policies
from shiming.identity_provider.models import AddressChange, Application, Client
from shiming.identity_provider.queries import TesterFacts, TrialFacts
from shiming.identity_provider.types import (
    AddressChangeState,
    ApplicationState,
    ClientEnvironment,
    ClientState,
    ConnectionState,
    NetworkZone,
    Scope,
    Trial,
)
from shiming.identity_provider.web.forms.onboarding import ENVIRONMENTS, LEVELS, SCOPES, ZONES
from shiming.kernel.levels import Level
from shiming.web_kit.types import Fact

STATES: dict[ApplicationState, tuple[Promise, str]] = {
    ApplicationState.SUBMITTED: (gettext_lazy("待审核"), "info"),
    ApplicationState.RESUBMITTED: (gettext_lazy("已重新提交，待审核"), "info"),
    ApplicationState.RETURNED: (gettext_lazy("退回修改"), "warning"),
    ApplicationState.REFUSED: (gettext_lazy("未通过"), "danger"),
    ApplicationState.APPROVED: (gettext_lazy("已通过"), "success"),
}
CONNECTIONS: dict[ConnectionState, tuple[Promise, str]] = {
    ConnectionState.NONE: (gettext_lazy("尚未开通"), "neutral"),
    ConnectionState.TEST_ISSUED: (gettext_lazy("测试密钥已开通"), "info"),
    ConnectionState.DEBUGGING: (gettext_lazy("联调中"), "info"),
    ConnectionState.PASSED: (gettext_lazy("联调通过"), "success"),
    ConnectionState.PRODUCTION_ISSUED: (gettext_lazy("已正式接入"), "success"),
    ConnectionState.SUSPENDED: (gettext_lazy("已停用"), "danger"),
}
TRIALS: dict[Trial, tuple[Promise, Promise]] = {
    Trial.SIGN_IN: (gettext_lazy("登录"), gettext_lazy("用授权码换取令牌。")),
    Trial.REFUSAL: (
        gettext_lazy("拒绝"),
        gettext_lazy("办事人拒绝，或以 prompt=none 请求而无人登录，错误回到系统。"),
    ),
    Trial.SIGN_OUT: (gettext_lazy("退出"), gettext_lazy("带 id_token_hint 请求统一退出。")),
    Trial.STEP_UP: (
        gettext_lazy("提升等级"),
        gettext_lazy("用 acr_values 要求高于最低等级的实名等级，并取得授权码。"),
    ),
    Trial.CLOCK_SKEW: (
        gettext_lazy("时钟偏差"),
        gettext_lazy("测试环境的 ID 令牌时间快 30 秒；系统仍接受并取得用户信息。"),
    ),
    Trial.REPLAY: (
        gettext_lazy("重放"),
        gettext_lazy("同一授权码再次提交，被拒绝且原令牌作废。"),
    ),
}
CHANGES: dict[AddressChangeState, tuple[Promise, str]] = {
    AddressChangeState.PENDING: (gettext_lazy("待审核"), "info"),
    AddressChangeState.APPROVED: (gettext_lazy("已生效"), "success"),
    AddressChangeState.REFUSED: (gettext_lazy("未通过"), "danger"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """An application in a list."""

    url: str
    system_name: str
    unit: str
    state: Promise
    look: str
    connection: Promise
    submitted: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A point of the joint test."""

    title: Promise
    about: Promise
    is_passed: bool
    detail: str
    times: int
    at: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClientCard:
    """A client of the application, in one environment."""

    environment: str
    title: Promise
    client_id: str
    facts: tuple[Fact, ...]
    is_suspended: bool
    reason: str
    drawn_before: str
    secret_url: str
    addresses_url: str
    state_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A change of addresses."""

    client_id: str
    addresses: tuple[str, ...]
    state: Promise
    look: str
    reason: str
    requested: str
    decide_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TesterRow:
    """An account that may try the sandbox client out."""

    name: str
    is_applicant: bool
    remove_url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """One application, with all that has come of it."""

    id: uuid.UUID
    system_name: str
    state: Promise
    look: str
    connection: Promise
    connection_look: str
    reason: str
    facts: tuple[Fact, ...]
    clients: tuple[ClientCard, ...]
    trials: tuple[TrialRow, ...]
    changes: tuple[ChangeRow, ...]
    testers: tuple[TesterRow, ...]
    submitted_at: str
    may_correct: bool
    may_decide: bool
    may_issue: bool
    is_waiting_for_issue: bool


def rows(applications: Iterable[Application], *, url_name: str) -> tuple[ApplicationRow, ...]:
    """Return the rows of a list."""
    return tuple(
        ApplicationRow(
            url=reverse(url_name, args=[one.pk]),
            system_name=one.system_name,
            unit=one.unit,
            state=STATES[ApplicationState(one.state)][0],
            look=STATES[ApplicationState(one.state)][1],
            connection=CONNECTIONS[policies.connection_state(one, ())][0]
            if one.sandbox_client_id
            else CONNECTIONS[ConnectionState.NONE][0],
            submitted=minute(one.submitted_at),
        )
        for one in applications
    )


def present(
    application: Application,
    *,
    trials: tuple[TrialFacts, ...],
    changes: Iterable[AddressChange],
    testers: Iterable[TesterFacts],
    is_own: bool,
) -> ApplicationView:
    """Return what the page of an application shows."""
    state = ApplicationState(application.state)
    passed = frozenset(one.trial for one in trials if one.is_passed)
    connection = policies.connection_state(application, passed)
    wants_production = ClientEnvironment.PRODUCTION in application.environments
    may_issue = (
        state is ApplicationState.APPROVED
        and wants_production
        and application.production_client is None
    )
    return ApplicationView(
        id=application.pk,
        system_name=application.system_name,
        state=STATES[state][0],
        look=STATES[state][1],
        connection=CONNECTIONS[connection][0],
        connection_look=CONNECTIONS[connection][1],
        reason=application.reason,
        facts=_facts(application),
        clients=tuple(
            _card(application, client, environment)
            for environment, client in (
                (ClientEnvironment.SANDBOX, application.sandbox_client),
                (ClientEnvironment.PRODUCTION, application.production_client),
            )
            if client is not None
        ),
        trials=tuple(_trial(one) for one in trials) if application.sandbox_client else (),
        changes=tuple(_change(one, application) for one in changes),
        testers=tuple(
            TesterRow(
                name=one.user_name,
                is_applicant=one.account_id == application.applicant_id,
                remove_url=reverse(
                    "identity_provider:desk-tester-remove", args=[application.pk, one.account_id]
                ),
            )
            for one in testers
        ),
        submitted_at=application.submitted_at.isoformat(),
        may_correct=is_own and state is ApplicationState.RETURNED,
        may_decide=not is_own and state in policies.OPEN,
        may_issue=may_issue and passed >= policies.ALL_TRIALS,
        is_waiting_for_issue=may_issue,
    )


def _facts(application: Application) -> tuple[Fact, ...]:
    none = _("（没有）")
    scopes = _("、").join(str(SCOPES[Scope(one)]) for one in application.scopes)
    environments = _("、").join(
        str(ENVIRONMENTS[ClientEnvironment(one)]) for one in application.environments
    )
    accepted = _("%(version)s 版，%(at)s 接受") % {
        "version": application.duties_version,
        "at": minute(application.duties_accepted_at),
    }
    addresses = {
        _("测试环境回调地址"): application.sandbox_redirect_uris,
        _("生产环境回调地址"): application.redirect_uris,
        _("退出后返回的地址"): application.post_logout_redirect_uris,
        _("后台退出通知地址"): [application.backchannel_logout_uri],
        _("系统首页"): [application.home_uri],
        _("发起登录的地址"): [application.initiate_login_uri],
    }
    texts = {
        _("申请单位"): application.unit,
        _("责任人"): f"{application.responsible_name} {application.responsible_contact}",
        _("用途"): application.purpose,
        _("服务事项编码"): _("、").join(application.item_codes) or none,
        _("申请的环境"): environments,
        **{name: "\n".join(one for one in some if one) for name, some in addresses.items()},
        _("需要的数据"): scopes,
        _("最低实名等级"): str(LEVELS[Level(application.min_level)]),
        _("网络区域"): str(ZONES[NetworkZone(application.network_zone)]),
        _("需要的信任源"): application.trust_sources or none,
        _("计划上线日期"): application.planned_on.isoformat(),
        _("接入责任"): accepted,
    }
    return tuple(Fact(label=label, value=value) for label, value in texts.items() if value)


def _card(application: Application, client: Client, environment: ClientEnvironment) -> ClientCard:
    args = [application.pk, environment.value]
    made, until = client.secret_made_at, client.secret_expires_at
    facts = [Fact(label=_("客户端标识（client_id）"), value=client.client_id)]
    facts.append(Fact(label=_("回调地址"), value="\n".join(client.redirect_uris)))
    facts.append(
        Fact(
            label=_("密钥"), value=_("%(at)s 领取") % {"at": minute(made)} if made else _("未领取")
        )
    )
    if made and until:
        facts.append(Fact(label=_("密钥有效期至"), value=minute(until)))
    if client.old_secret_until:
        facts.append(Fact(label=_("原密钥可用至"), value=minute(client.old_secret_until)))
    return ClientCard(
        environment=environment.value,
        title=ENVIRONMENTS[environment],
        client_id=client.client_id,
        facts=tuple(facts),
        is_suspended=client.state == ClientState.SUSPENDED,
        reason=client.state_reason,
        drawn_before=made.isoformat() if made else "",
        secret_url=reverse("identity_provider:secret", args=args),
        addresses_url=reverse("identity_provider:addresses", args=args),
        state_url=reverse("identity_provider:client-state", args=[client.client_id]),
    )


def _trial(facts: TrialFacts) -> TrialRow:
    title, about = TRIALS[facts.trial]
    return TrialRow(
        title=title,
        about=about,
        is_passed=facts.is_passed,
        detail=facts.detail,
        times=facts.times,
        at=minute(facts.at) if facts.at else "",
    )


def _change(change: AddressChange, application: Application) -> ChangeRow:
    state = AddressChangeState(change.state)
    is_pending = state is AddressChangeState.PENDING
    args = [application.pk, change.pk]
    return ChangeRow(
        client_id=change.client.client_id,
        addresses=tuple(change.redirect_uris),
        state=CHANGES[state][0],
        look=CHANGES[state][1],
        reason=change.reason,
        requested=minute(change.requested_at),
        decide_url=reverse("identity_provider:addresses-decide", args=args) if is_pending else "",
    )


def minute(moment: dt.datetime) -> str:
    """Return an instant as people read it."""
    return date_format(timezone.localtime(moment), "Y-m-d H:i")

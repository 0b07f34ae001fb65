"""The first page, for visitors, citizens and staff, and the help centre behind every page."""

import dataclasses
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountPermission
from shiming.accounts.types.applications import ApplicationPermission
from shiming.directory import help_texts, ports, versions
from shiming.directory.types import DirectoryPermission
from shiming.jobs.types import JobPermission
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.messages.types import MessagePermission
from shiming.web_kit.actors import actor_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A place of work for members of staff, shown to those who may use it."""

    permission: str
    url_name: str
    icon: str
    title: "_StrPromise"
    about: "_StrPromise"

    @property
    def url(self) -> str:
        """Return its address."""
        return reverse(self.url_name)


# Named by word and address, since the areas above are not known here.
DESKS = (
    Desk(
        permission="proofing:case:review",
        url_name="proofing:review-queue",
        icon="list-check",
        title=_("复核队列"),
        about=_("复核系统不能判断的认证"),
    ),
    Desk(
        permission="proofing:archive:inspect",
        url_name="proofing:archive-search",
        icon="search",
        title=_("查阅实名档案"),
        about=_("按事由查阅一个人的认证资料"),
    ),
    Desk(
        permission=AccountPermission.RESET_AT_COUNTER,
        url_name="accounts:counter",
        icon="key",
        title=_("窗口重置密码"),
        about=_("核对证件原件，为来人重置密码"),
    ),
    Desk(
        permission=AccountPermission.CAPTURE_AT_COUNTER,
        url_name="accounts:counter-capture",
        icon="scan",
        title=_("特殊采集"),
        about=_("来人信息无误、公安核验不通过时使用"),
    ),
    Desk(
        permission=AccountPermission.LOOK_UP,
        url_name="accounts:desk",
        icon="key",
        title=_("账户解锁与冻结"),
        about=_("帮助被锁定的办事人，冻结异常账户"),
    ),
    Desk(
        permission=AccountPermission.RENEW_NUMBER,
        url_name="accounts:desk-numbers",
        icon="id",
        title=_("更换号码"),
        about=_("核实后换掉错误或停用的号码"),
    ),
    Desk(
        permission=AccountPermission.SEE_ABUSE,
        url_name="accounts:desk-abuse",
        icon="alert-circle",
        title=_("异常尝试记录"),
        about=_("查看登录失败、锁定和超限"),
    ),
    Desk(
        permission=ApplicationPermission.REVIEW,
        url_name="accounts:applications",
        icon="list-check",
        title=_("账户申请审核"),
        about=_("审核项目、供应商、部门等账户申请"),
    ),
    Desk(
        permission=ApplicationPermission.EDIT_FORM,
        url_name="accounts:application-forms",
        icon="file-text",
        title=_("申请表单"),
        about=_("编写账户申请表单的新版本"),
    ),
    Desk(
        permission=ApplicationPermission.PUBLISH_FORM,
        url_name="accounts:application-forms",
        icon="check",
        title=_("申请表单发布"),
        about=_("审核并发布他人编写的申请表单"),
    ),
    Desk(
        permission=ApplicationPermission.MOVE_CONNECTION,
        url_name="accounts:connections",
        icon="settings",
        title=_("供应商接入"),
        about=_("登记设备供应商接入到哪一步"),
    ),
    Desk(
        permission=AccountPermission.ANNOUNCE,
        url_name="accounts:desk-maintenance",
        icon="tool",
        title=_("维护公告"),
        about=_("公告停机和恢复时间"),
    ),
    Desk(
        permission=AccountPermission.MANAGE_PORTALS,
        url_name="accounts:portals",
        icon="settings",
        title=_("门户"),
        about=_("设置各地址的登录方式和规则"),
    ),
    Desk(
        permission=JobPermission.MANAGE,
        url_name="jobs:job-list",
        icon="settings",
        title=_("后台任务"),
        about=_("查看进度，重试或取消任务"),
    ),
    Desk(
        permission=MessagePermission.DRAFT_TEMPLATE,
        url_name="messages:template-list",
        icon="file-text",
        title=_("消息模板"),
        about=_("编写短信和邮件的新版本"),
    ),
    Desk(
        permission=MessagePermission.APPROVE_TEMPLATE,
        url_name="messages:template-list",
        icon="check",
        title=_("模板审批"),
        about=_("审批他人编写的模板版本"),
    ),
    Desk(
        permission=MessagePermission.CONFIGURE_REMINDERS,
        url_name="messages:rule-list",
        icon="clock",
        title=_("提醒规则"),
        about=_("设置到期提醒的日期和接收人"),
    ),
    Desk(
        permission=MessagePermission.READ_LOG,
        url_name="messages:log",
        icon="mail",
        title=_("发送记录"),
        about=_("查看短信和邮件是否送达"),
    ),
    Desk(
        permission=DirectoryPermission.EDIT_CALENDAR,
        url_name="directory:calendar-list",
        icon="calendar",
        title=_("工作日历"),
        about=_("登记法定节假日和调休上班日"),
    ),
    Desk(
        permission=DirectoryPermission.PUBLISH,
        url_name="directory:publication-list",
        icon="file-text",
        title=_("下载资料"),
        about=_("发布和撤回政策法规、操作手册"),
    ),
    Desk(
        permission="legal_persons:registration:review",
        url_name="legal_persons:review-list",
        icon="building",
        title=_("单位登记审核"),
        about=_("审核不能自动核对的单位"),
    ),
    Desk(
        permission="legal_persons:code:issue",
        url_name="legal_persons:code-issue",
        icon="key",
        title=_("发放单位激活码"),
        about=_("核验材料后为新参保单位发放激活码"),
    ),
    Desk(
        permission=DirectoryPermission.MANAGE_STAFF,
        url_name="directory:staff-list",
        icon="users",
        title=_("工作人员"),
        about=_("开通、调动、锁定和注销工作人员账户"),
    ),
    Desk(
        permission=DirectoryPermission.GRANT,
        url_name="directory:staff-list",
        icon="key",
        title=_("分配权限"),
        about=_("给工作人员分配和收回权限"),
    ),
    Desk(
        permission=AccountPermission.RESET_STAFF,
        url_name="accounts:people",
        icon="lock",
        title=_("重置工作人员密码"),
        about=_("原密码立即失效，激活码只发送给本人"),
    ),
    Desk(
        permission=DirectoryPermission.MANAGE_GROUPS,
        url_name="directory:group-list",
        icon="users",
        title=_("用户组"),
        about=_("把工作人员编成组"),
    ),
    Desk(
        permission=DirectoryPermission.MANAGE_ORGANISATIONS,
        url_name="directory:organisation-list",
        icon="building",
        title=_("机构"),
        about=_("登记机构和部门的上下级关系"),
    ),
    Desk(
        permission=DirectoryPermission.MANAGE_SCIM,
        url_name="directory:scim-list",
        icon="settings",
        title=_("人员接口"),
        about=_("允许人事系统开通、调动和注销工作人员"),
    ),
    Desk(
        permission="identity_provider:provisioning:manage",
        url_name="identity_provider:provisioning",
        icon="list-check",
        title=_("用户下发"),
        about=_("查看统一用户系统的下发积压和失败"),
    ),
    Desk(
        # The area that owns it lies above this one.
        permission="trust_sources:authority:manage",
        url_name="trust_sources:authority-list",
        icon="certificate",
        title=_("证书颁发机构"),
        about=_("登记接受哪些数字证书，查看吊销列表是否及时"),
    ),
    Desk(
        permission="trust_sources:authority:manage",
        url_name="trust_sources:renewal-list",
        icon="refresh",
        title=_("证书更新申请"),
        about=_("答复办事人提出的数字证书更新申请"),
    ),
    Desk(
        permission="trust_sources:source:manage",
        url_name="trust_sources:source-list",
        icon="shield-check",
        title=_("信任源"),
        about=_("登记接受哪些身份系统的用户，查看连接是否正常"),
    ),
    Desk(
        permission="trust_sources:source:approve",
        url_name="trust_sources:source-list",
        icon="shield-check",
        title=_("审批信任源"),
        about=_("审批信任源的登记和修改"),
    ),
    Desk(
        permission="trust_sources:node:manage",
        url_name="trust_sources:node-list",
        icon="switch-horizontal",
        title=_("平台节点"),
        about=_("登记上下级平台，查看用户同步是否及时"),
    ),
    Desk(
        permission="trust_sources:conflict:settle",
        url_name="trust_sources:conflict-list",
        icon="alert-triangle",
        title=_("待核对用户"),
        about=_("核对各平台之间不一致的用户资料"),
    ),
    Desk(
        permission="identity_provider:application:decide",
        url_name="identity_provider:desk",
        icon="plug-connected-x",
        title=_("接入审核"),
        about=_("审核业务系统的接入申请，核发生产环境"),
    ),
    Desk(
        permission="identity_provider:system:manage",
        url_name="identity_provider:systems",
        icon="building-bank",
        title=_("系统登记册"),
        about=_("登记有身份认证功能的系统，管理例外和停用"),
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A level on the ladder, in plain words."""

    level: Level
    means: "_StrPromise"
    proof: "_StrPromise"
    lasts: "_StrPromise"
    is_reached: bool = False


LADDER = (
    Rung(
        level=Level.PRIMARY,
        means=_("您填写的身份是真实的"),
        proof=_("姓名和证件号码与人口信息权威库一致，手机号码已验证"),
        lasts=_("长期有效"),
    ),
    Rung(
        level=Level.INTERMEDIATE,
        means=_("是您本人在操作"),
        proof=_("在网上通过人脸核验，或在服务窗口当面核验"),
        lasts=_("网上办理的，一年内有效"),
    ),
    Rung(
        level=Level.ADVANCED,
        means=_("这一笔业务由您本人确认"),
        proof=_("办理当次业务时，按提示再做一次人脸核验"),
        lasts=_("只对这一笔业务有效"),
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What the first page shows; a visitor has neither advice nor desks."""

    is_signed_in: bool
    ladder: tuple[Rung, ...]
    is_acting: bool = False
    """Whether somebody acts for a body, which never hides the person."""
    advice: ports.LevelAdvice | None = None
    desks: tuple[Desk, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """The help centre in the reader's language."""

    topics: tuple[help_texts.Topic, ...]


def desks_of(actor: Actor) -> tuple[Desk, ...]:
    """Return the desks that the actor may use."""
    return tuple(desk for desk in DESKS if actor.may(desk.permission))


class DeskLanding:
    """Which page opens after sign-in: the only desk, or the list of several (S10-1, S15-7)."""

    def landing_url(self, permissions: frozenset[str]) -> str:
        """Return the page that belongs to these permissions; empty for people without a desk."""
        desks = [desk for desk in DESKS if desk.permission in permissions]
        if len(desks) == 1:
            return desks[0].url
        return reverse("home") if desks else ""


def ladder_at(level: Level) -> tuple[Rung, ...]:
    """Return the ladder with the levels marked that `level` includes."""
    return tuple(dataclasses.replace(rung, is_reached=level >= rung.level) for rung in LADDER)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Tell visitors what this is; tell others where they stand and what they can do next."""
    actor = actor_of(request)
    if not actor.is_signed_in:
        page = HomePage(is_signed_in=False, ladder=LADDER)
        context = {"page": page, "has_certificates": accounts.is_certificate_accepted()}
        return render(request, "directory/home.html", context)
    desks = desks_of(actor)
    # Members of staff work here; their accounts belong to nobody who could be proofed.
    is_only_staff = bool(desks) and actor.person_id is None
    advice = None if is_only_staff else ports.level_advisor().advice_for(actor, clock.now())
    page = HomePage(
        is_signed_in=True,
        ladder=ladder_at(advice.level) if advice else (),
        is_acting=actor.identity.legal_person_id is not None,
        advice=advice,
        desks=desks,
    )
    return render(request, "directory/home.html", {"page": page})


@require_safe
def help_centre(request: HttpRequest) -> HttpResponse:
    """Answer what people ask on their first walk; every question has an address of its own."""
    page = HelpPage(topics=help_texts.topics_in(_language()))
    return render(request, "directory/help.html", {"page": page})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """Which version this is, and what each has brought (S32-8, S30-10)."""

    version: str
    versions: tuple[versions.Version, ...]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say which version runs here, and what has changed."""
    known = versions.versions_in(_language())
    page = AboutPage(version=known[0].version, versions=known)
    return render(request, "directory/about.html", {"page": page})


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"

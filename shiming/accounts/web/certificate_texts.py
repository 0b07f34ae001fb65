"""What went wrong with a certificate key, in words that a clerk understands (S30-2)."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import CertificateProblem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One failure: its code, what is the case, and what to do."""

    code: str
    title: "_StrPromise"
    next: "_StrPromise"
    link_name: str = ""
    """The page where that is done."""
    link_label: "_StrPromise | str" = ""


_RENEW = _("请用其他方式登录后申请更新，或者到服务窗口、通过颁发机构办理；更新后需要重新绑定。")
_DRIVERS = ("accounts:certificate-drivers", _("电子钥匙下载"))
_RENEWALS = ("trust_sources:renewals", _("申请证书更新"))

TROUBLES: Mapping[str, Trouble] = {
    trouble.code: trouble
    for trouble in (
        # What the script itself finds out.
        Trouble(
            code="page.no_agent",
            title=_("没有找到证书助手"),
            next=_(
                "请确认证书助手已安装并正在运行；浏览器询问是否允许访问本机设备时，请选择允许。"
            ),
        ),
        Trouble(
            code="page.no_network",
            title=_("网络中断，没有连上平台"),
            next=_("请检查网络后重试。"),
        ),
        # What the agent says (docs/reference/card-agent.md).
        Trouble(
            code="agent.message.malformed",
            title=_("证书助手与本网站的版本不一致"),
            next=_("请更新证书助手后重试。"),
        ),
        Trouble(
            code="agent.ticket.refused",
            title=_("证书助手没有接受本网站的请求"),
            next=_("请确认证书助手信任本网站，并且电脑时间准确，然后刷新页面重试。"),
        ),
        Trouble(
            code="agent.action.not_allowed",
            title=_("证书助手没有接受本网站的请求"),
            next=_("请刷新页面重试。"),
        ),
        Trouble(
            code="agent.statement.refused",
            title=_("证书助手没有接受要签名的内容"),
            next=_("请刷新页面重试。"),
        ),
        Trouble(
            code="agent.driver.missing",
            title=_("没有安装这种证书的驱动程序"),
            next=_("请到“电子钥匙下载”页面，按证书的品牌下载并安装驱动程序。"),
            link_name=_DRIVERS[0],
            link_label=_DRIVERS[1],
        ),
        Trouble(
            code="agent.driver.wrong_brand",
            title=_("驱动程序与证书的品牌不符"),
            next=_("请到“电子钥匙下载”页面，核对证书的品牌并安装对应的驱动程序。"),
            link_name=_DRIVERS[0],
            link_label=_DRIVERS[1],
        ),
        Trouble(
            code="agent.key.not_found",
            title=_("没有找到证书"),
            next=_("请插好电子钥匙，等指示灯亮起后重试。"),
        ),
        Trouble(
            code="agent.device.trouble",
            title=_("电子钥匙或 USB 接口没有正常工作"),
            next=_("请拔下电子钥匙，换一个 USB 接口再插入。"),
        ),
        Trouble(
            code="agent.pin.wrong",
            title=_("密码（PIN）不正确"),
            next=_("请核对后重试；连续输错会锁住电子钥匙。"),
        ),
        Trouble(
            code="agent.pin.locked",
            title=_("电子钥匙已被锁住"),
            next=_("只有颁发机构能够解锁，请携带证件和电子钥匙前往办理。"),
        ),
        Trouble(
            code="agent.certificate.expired",
            title=_("证书已过期"),
            next=_RENEW,
            link_name=_RENEWALS[0],
            link_label=_RENEWALS[1],
        ),
        Trouble(
            code="agent.person.refused",
            title=_("您取消了输入密码（PIN）"),
            next=_("需要登录时，请重新开始并输入密码（PIN）。"),
        ),
        Trouble(
            code="agent.busy",
            title=_("另一个页面正在使用电子钥匙"),
            next=_("请关闭其他登录页面后重试。"),
        ),
        # What the platform finds.
        Trouble(
            code=CertificateProblem.MALFORMED,
            title=_("证书的格式不能识别"),
            next=_("请确认使用的是本平台接受的证书。"),
        ),
        Trouble(
            code=CertificateProblem.BAD_SIGNATURE,
            title=_("签名与证书不符"),
            next=_("请刷新页面重试；仍然不行时，请联系颁发机构检查电子钥匙。"),
        ),
        Trouble(
            code=CertificateProblem.NOT_YET_VALID,
            title=_("证书还没有生效"),
            next=_("请在证书的生效日期之后使用。"),
        ),
        Trouble(
            code=CertificateProblem.EXPIRED,
            title=_("证书已过期"),
            next=_RENEW,
            link_name=_RENEWALS[0],
            link_label=_RENEWALS[1],
        ),
        Trouble(
            code=CertificateProblem.REVOKED,
            title=_("证书已被吊销"),
            next=_("请联系颁发机构办理新的证书，再用其他方式登录并绑定。"),
        ),
        Trouble(
            code=CertificateProblem.NOT_TRUSTED,
            title=_("本平台不接受这个机构颁发的证书"),
            next=_("请使用“电子钥匙下载”页面列出的证书，或者用其他方式登录。"),
        ),
        Trouble(
            code=CertificateProblem.WRONG_KIND,
            title=_("这种证书不能用于登录这个账户"),
            next=_("单位账户请使用机构证书，个人账户请使用个人证书；业务证书不能用于登录。"),
        ),
    )
}

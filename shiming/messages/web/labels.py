"""The words that pages have for kinds, capacities and channels."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shiming.messages.models.inbox import SELF
from shiming.messages.types import (
    CHINESE,
    ENGLISH,
    Channel,
    DeliveryState,
    MessageKind,
    NamedIdentity,
    Receipt,
    TemplateState,
)

KINDS: dict[MessageKind, Promise] = {
    MessageKind.NOTICE: _("通知"),
    MessageKind.RESULT: _("办理结果"),
    MessageKind.SECURITY: _("账户安全"),
    MessageKind.RISK: _("风险提醒"),
    MessageKind.REMINDER: _("到期提醒"),
    MessageKind.ANNOUNCEMENT: _("公告"),
    MessageKind.CODE: _("验证码"),
}
INBOX_KINDS = tuple(kind for kind in MessageKind if kind is not MessageKind.CODE)
CHANNELS: dict[Channel, Promise] = {Channel.SMS: _("短信"), Channel.EMAIL: _("电子邮件")}
STATES: dict[DeliveryState, Promise] = {
    DeliveryState.QUEUED: _("等待发送"),
    DeliveryState.SENT: _("已发送"),
    DeliveryState.FAILED: _("发送失败"),
    DeliveryState.WITHHELD: _("超过当日上限，未发送"),
}
RECEIPTS: dict[Receipt, Promise] = {
    Receipt.DELIVERED: _("已送达"),
    Receipt.UNDELIVERED: _("未送达"),
}
TEMPLATE_STATES: dict[TemplateState, Promise] = {
    TemplateState.DRAFT: _("等待审批"),
    TemplateState.PUBLISHED: _("使用中"),
    TemplateState.REPLACED: _("已被取代"),
    TemplateState.REFUSED: _("已退回"),
}
LANGUAGE_NAMES: dict[str, Promise] = {CHINESE: _("中文"), ENGLISH: _("英文")}
TEXT_NAMES: dict[str, Promise] = {"sms": _("短信"), "subject": _("标题"), "body": _("正文")}
_SELF = _("本人")
_ENTERPRISE = _("企业")
_ORGANISATION = _("机构")


def identity_label(identity: NamedIdentity) -> str:
    """Return what a capacity is called: its name, or else what sort of capacity it is."""
    if identity.name:
        return identity.name
    if identity.key == SELF:
        return str(_SELF)
    return str(_ENTERPRISE if identity.key.startswith("legal_person:") else _ORGANISATION)

"""The permissions that officers can give to members of staff, in plain words."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Written out, since the areas above are not known here; a test holds it against their own lists.
PERMISSION_NAMES: "dict[str, _StrPromise]" = {
    "directory:staff:manage": _("管理工作人员账户"),
    "directory:permission:grant": _("分配权限"),
    "directory:group:manage": _("维护用户组"),
    "directory:organisation:manage": _("维护机构"),
    "directory:scim:manage": _("管理人员接口"),
    "directory:calendar:edit": _("维护工作日历"),
    "directory:publication:manage": _("发布政策文件和操作手册"),
    "accounts:account:look_up": _("查找账户"),
    "accounts:lock:lift": _("解除账户锁定"),
    "accounts:account:freeze": _("冻结和解冻账户"),
    "accounts:abuse:read": _("查看异常尝试记录"),
    "accounts:maintenance:announce": _("发布维护公告"),
    "accounts:portal:manage": _("管理门户"),
    "accounts:number:renew": _("更换个人编号"),
    "accounts:counter:reset": _("在窗口重置密码"),
    "accounts:counter:capture": _("在窗口采集身份"),
    "accounts:staff:reset": _("重置工作人员密码"),
    "accounts:second_factor:reset": _("重置第二步验证"),
    "accounts:application:review": _("审核账户申请"),
    "accounts:application_form:edit": _("编写申请表单"),
    "accounts:application_form:publish": _("发布申请表单"),
    "accounts:connection:move": _("登记供应商接入进度"),
    "audit:record:read": _("查看审计记录"),
    "jobs:job:manage": _("管理后台任务"),
    "messages:template:draft": _("编写消息模板"),
    "messages:template:approve": _("审批消息模板"),
    "messages:log:read": _("查看发送记录"),
    "messages:reminder:configure": _("设置提醒规则"),
    "proofing:case:review": _("复核认证"),
    "proofing:archive:inspect": _("查阅实名档案"),
    "legal_persons:registration:review": _("审核单位登记"),
    "legal_persons:code:issue": _("发放单位激活码"),
    "trust_sources:authority:manage": _("管理证书颁发机构"),
    "trust_sources:source:manage": _("登记信任源"),
    "trust_sources:source:approve": _("审批信任源"),
    "trust_sources:node:manage": _("管理平台节点"),
    "trust_sources:conflict:settle": _("处理节点数据冲突"),
    "identity_provider:application:decide": _("审核系统接入"),
    "identity_provider:system:manage": _("维护系统登记册"),
    "identity_provider:provisioning:manage": _("管理用户下发"),
}

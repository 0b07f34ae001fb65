"""What officers type at the desk."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.types import PortalFacts
from shiming.accounts.web.forms.sign_in import NUMBER_KINDS
from shiming.web_kit.forms import Form

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class LookUpForm(Form):
    """Whose account is looked for; it is sent as a form, so that no number stands in an address."""

    identifier = forms.CharField(
        label=_("用户名、手机号码或身份证号码"),
        max_length=64,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ReasonForm(Form):
    """Why an officer does something to an account."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        help_text=_("例如“本人持身份证到窗口申请解锁”。不要写姓名、证件号码和手机号码。"),
    )


def _moment(label: "_StrPromise") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class MaintenanceForm(Form):
    """A standstill to announce."""

    text = forms.CharField(label=_("公告内容"), max_length=200)
    portal = forms.ChoiceField(label=_("门户"), required=False)
    starts_at = _moment(_("开始时间"))
    ends_at = _moment(_("预计恢复时间"))
    stops_sign_in = forms.BooleanField(label=_("期间停止办事人员登录"), required=False)

    # Any: Django's own signature.
    def __init__(self, *args: Any, portals: Iterable[PortalFacts], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["portal"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("全部门户")),
            *((str(one.id), one.name or one.code) for one in portals),
        ]


class RenewNumberForm(ReasonForm):
    """A number that was wrong, and the right one."""

    kind = forms.ChoiceField(label=_("号码类型"), choices=NUMBER_KINDS)
    old = forms.CharField(label=_("旧号码"), max_length=40)
    new = forms.CharField(label=_("新号码"), max_length=40)

    field_order = ("kind", "old", "new", "reason")

"""Form that makes a client unified."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.directory.types import OrganisationFacts
from shiming.web_kit.forms import Form


class ProvisioningForm(Form):
    """Where and how a client takes its users."""

    client_id = forms.CharField(
        label=_("系统标识"),
        max_length=64,
        help_text=_("接入系统的client_id，区分大小写。"),
        error_messages={"required": _("请填写系统标识"), "max_length": _("标识过长")},
    )
    address = forms.CharField(
        label=_("SCIM接口地址"),
        max_length=500,
        help_text=_("对方系统的SCIM 2.0地址，如 https://system.example/scim/v2"),
        error_messages={"required": _("请填写接口地址"), "max_length": _("地址过长")},
    )
    token = forms.CharField(
        label=_("访问令牌"),
        max_length=2048,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("由对方系统签发，加密保存，不再显示。"),
        error_messages={"required": _("请填写访问令牌"), "max_length": _("令牌过长")},
    )
    organisation_code = forms.ChoiceField(label=_("范围"), required=False)

    def __init__(self, *args: object, tree: Iterable[OrganisationFacts] = ()) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # data, if any
        nodes = [(one.code, f"{'　' * one.depth}{one.name}（{one.code}）") for one in tree]
        choices = [("", _("全部机构")), *nodes]
        self.fields["organisation_code"].choices = choices  # type: ignore[attr-defined]  # it is one

"""Forms about members of staff."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.accounts.types import AccountState
from shiming.directory.permission_names import PERMISSION_NAMES
from shiming.directory.types import OrganisationFacts
from shiming.directory.web.forms.groups import tree_choices
from shiming.kernel.emails import EmailAddress
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.kernel.phones import Mobile
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of

STATE_LABELS = {
    AccountState.PENDING: _("待激活"),
    AccountState.ACTIVE: _("正常"),
    AccountState.FROZEN: _("已锁定"),
    AccountState.CLOSED: _("已注销"),
}


class StaffSearchForm(Form):
    """Whom to look for; sent by POST, so that no name stands in an address."""

    name = forms.CharField(
        label=_("姓名或登录名"),
        max_length=100,
        help_text=_("须与登记的完全一致。"),
        error_messages={"required": _("请填写姓名或登录名"), "max_length": _("填写内容过长")},
    )


class _TreeForm(Form):
    organisation_code = forms.ChoiceField(label=_("所属机构"), required=False)

    def __init__(
        self,
        *args: object,
        tree: Iterable[OrganisationFacts] = (),
        nowhere: object = _("不属于任何机构"),
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # data and initial, if any
        choices = [("", nowhere), *tree_choices(tree)]
        self.fields["organisation_code"].choices = choices  # type: ignore[attr-defined]  # a choice


class StaffFilterForm(_TreeForm):
    """Which members of staff a list shows."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[
            ("", _("全部（不含已注销）")),
            *((state.value, label) for state, label in STATE_LABELS.items()),
        ],
    )


class _ContactForm(_TreeForm):
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        error_messages={"required": _("请填写姓名"), "max_length": _("姓名过长")},
    )
    number = forms.CharField(
        label=_("身份证号码"),
        max_length=30,
        required=False,
        help_text=_("每人一个；未登记的人员不能参与双人复核。"),
    )
    mobile = forms.CharField(label=_("手机号码"), max_length=20, required=False)
    email = forms.CharField(label=_("电子邮箱"), max_length=254, required=False)

    def clean_number(self) -> ResidentNumber | None:
        """Return the number, or nothing."""
        typed = self.cleaned_data["number"]
        try:
            return ResidentNumber.parse(typed) if typed else None
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error

    def clean_mobile(self) -> str:
        """Return the number as it is kept, or nothing."""
        typed = self.cleaned_data["mobile"]
        try:
            return Mobile.parse(typed).value if typed else ""
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error

    def clean_email(self) -> str:
        """Return the address as it is kept, or nothing."""
        typed = self.cleaned_data["email"]
        try:
            return EmailAddress.parse(typed).value if typed else ""
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error


class StaffAddForm(_ContactForm):
    """A new member of staff; the first code goes to the mobile, or else to the mailbox."""

    user_name = forms.CharField(
        label=_("登录名"),
        max_length=32,
        help_text=_("保存后不能修改。"),
        error_messages={"required": _("请填写登录名"), "max_length": _("登录名过长")},
    )
    field_order = ("name", "user_name", "organisation_code", "number", "mobile", "email")

    @override
    def clean(self) -> None:
        """Demand somewhere to send the code to."""
        # A contact that was refused says so itself.
        if not self.errors and not (self.cleaned_data["mobile"] or self.cleaned_data["email"]):
            self.add_error("mobile", _("请填写手机号码或电子邮箱，激活码将发送给本人"))


class StaffChangeForm(_ContactForm):
    """What may be changed; `version` is what the reader has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    field_order = ("name", "organisation_code", "number", "mobile", "email", "version")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they are
        for field in ("number", "mobile", "email"):
            self.fields[field].help_text = _("不修改的，请留空。")


class StaffReasonForm(Form):
    """Why somebody is locked or unlocked."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        help_text=_("至少4个字，请勿填写个人信息。"),
        error_messages={"required": _("请填写原因"), "max_length": _("原因不超过200字")},
    )


class StaffCloseForm(Form):
    """The login name, typed once more, so that nobody is closed by a slip."""

    user_name = forms.CharField(
        label=_("再次填写登录名"),
        max_length=32,
        error_messages={"required": _("请填写登录名"), "max_length": _("登录名过长")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PermissionForm(Form):
    """Which permission to give."""

    permission = forms.ChoiceField(
        label=_("权限"),
        choices=list(PERMISSION_NAMES.items()),
        error_messages={"required": _("请选择权限"), "invalid_choice": _("请选择列表中的权限")},
    )

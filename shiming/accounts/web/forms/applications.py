"""What is typed around applications: the answers themselves are a declared form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.accounts.web.forms.fields import mobile_field
from shiming.accounts.web.forms.human_checks import HumanCheckForm
from shiming.web_kit.forms import Form


class ApplyMobileForm(HumanCheckForm):
    """The mobile that an applicant has instead of an account."""

    mobile = mobile_field()

    field_order = ("mobile", "picture_code", "proof")


class ProgressForm(Form):
    """What somebody remembers of the name of their application."""

    name = forms.CharField(
        label=_("项目或单位名称"),
        max_length=100,
        required=False,
        help_text=_("可以只填一部分。不填就列出这个手机号码提交的全部申请。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class TurnDownForm(Form):
    """Why an application is rejected or returned; it goes to the applicant."""

    reason = forms.CharField(
        label=_("意见"),
        max_length=200,
        help_text=_("会用短信发给申请人。写清哪一项要怎么改，不要写姓名、证件号码和手机号码。"),
        widget=forms.Textarea({"rows": 3}),
    )


class FormTextForm(Form):
    """A form as a text."""

    kind = forms.CharField(
        label=_("申请种类代码"),
        max_length=32,
        help_text=_("小写字母和下划线，例如 building_project。填新代码就增加一种申请。"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    declaration = forms.CharField(
        label=_("表单定义"),
        max_length=40_000,
        help_text=_(
            "TOML 格式。每个 [[fields]] 是一项：key、label、type、required、when、choices、help。"
        ),
        widget=forms.Textarea({"rows": 24, "spellcheck": "false"}),
    )

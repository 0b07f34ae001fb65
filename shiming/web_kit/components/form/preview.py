"""
A whole Django form.

Token, summary of errors with the focus on it, fields, buttons. Own fields go into the slot
`fields`.
"""

from collections.abc import Mapping

from django import forms

from shiming.web_kit.forms import Form
from shiming.web_kit.preview import Preview


class _Sample(Form):
    mobile = forms.CharField(
        label="手机号码",
        help_text="用于接收验证码和办理通知。",
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )
    password = forms.CharField(
        label="密码", widget=forms.PasswordInput({"autocomplete": "new-password"})
    )


def _empty() -> Mapping[str, object]:
    return {"form": _Sample(prefix="form")}


PREVIEWS = (
    Preview(
        title="空表单",
        source="""
{% component "form" form=form action="" submit="下一步" %}{% slot "actions" %}{% component "button" kind="quiet" href="#" label="返回上一步" / %}{% endslot %}{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
        context=_empty,
    ),
)

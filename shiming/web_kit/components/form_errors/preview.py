"""
The summary of a form's errors, with links to the fields.

It takes the focus when the page opens.
"""

from collections.abc import Mapping

from django import forms

from shiming.web_kit.forms import Form
from shiming.web_kit.preview import Preview


class _Sample(Form):
    mobile = forms.CharField(label="手机号码", error_messages={"required": "请填写手机号码"})
    agreement = forms.BooleanField(
        label="我已阅读并同意服务协议", error_messages={"required": "请先阅读并同意服务协议"}
    )


def _refused() -> Mapping[str, object]:
    return {"form": _Sample({}, prefix="errors")}


PREVIEWS = (
    Preview(
        title="有错误的表单",
        source="""
{% component "form" form=form action="" submit="登录" / %}
""",
        context=_refused,
    ),
)

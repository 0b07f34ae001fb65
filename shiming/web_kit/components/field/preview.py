"""
One field of a form.

Label, hint, error and whether it must be filled in, tied together for screen readers.
"""

from collections.abc import Mapping

from django import forms

from shiming.web_kit.forms import Form
from shiming.web_kit.preview import Preview


class _Sample(Form):
    name = forms.CharField(
        label="姓名", help_text="请与证件上的姓名一致，少数民族姓名中的“·”也要填写。"
    )
    document = forms.ChoiceField(
        label="证件类型", choices=[("id", "居民身份证"), ("passport", "护照")]
    )
    receipt = forms.ChoiceField(
        label="领取方式",
        choices=[("mail", "邮寄"), ("window", "窗口领取")],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label="备注", required=False, widget=forms.Textarea({"rows": 3}))
    is_agreed = forms.BooleanField(label="我已阅读并同意《实名认证服务协议》")


def _empty() -> Mapping[str, object]:
    return {"form": _Sample(prefix="field")}


PREVIEWS = (
    Preview(
        title="各种字段",
        source="""
{% for field in form %}{% component "field" field=field / %}{% endfor %}
""",
        context=_empty,
    ),
)

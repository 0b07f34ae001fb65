"""
A code from a text message or e-mail.

Numeric keyboard, filled in by the phone, with a button that sends again after a wait.
"""

from collections.abc import Mapping

from django import forms

from shiming.web_kit.forms import Form
from shiming.web_kit.preview import Preview


class _Sample(Form):
    code = forms.CharField(label="短信验证码", max_length=6)


def _empty() -> Mapping[str, object]:
    return {"form": _Sample(prefix="one-time")}


PREVIEWS = (
    Preview(
        title="验证码",
        source="""
{% component "one_time_code" field=form.code sent_to="139****0000" resend_url="#" resend_after=60 / %}
""",  # noqa: E501  # templates keep a tag on one line
        context=_empty,
    ),
)

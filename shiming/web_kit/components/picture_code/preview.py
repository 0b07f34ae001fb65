"""
A picture with characters against robots.

Another picture, and in the slot `alternative` a way for who cannot see it.
"""

from collections.abc import Mapping

from django import forms

from shiming.web_kit.forms import Form
from shiming.web_kit.preview import Preview


class _Sample(Form):
    code = forms.CharField(label="图片验证码")


def _empty() -> Mapping[str, object]:
    picture = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='132' height='48'%3E"
        "%3Crect width='132' height='48' fill='%23e4eefb'/%3E%3Ctext x='20' y='34' font-size='28'"
        " letter-spacing='8' fill='%23124ba1'%3EK7QM%3C/text%3E%3C/svg%3E"
    )
    return {"form": _Sample(prefix="picture-code"), "picture": picture}


PREVIEWS = (
    Preview(
        title="图片验证码",
        source="""
{% component "picture_code" field=form.code picture_url=picture refresh_url="#" %}{% slot "alternative" %}<a href="#">看不清？改用语音或算术题</a>{% endslot %}{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
        context=_empty,
    ),
)

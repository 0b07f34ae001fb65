"""
One picture.

A file or the phone's camera; `shape` is card or face; a live camera goes into the slot `camera`.
"""

from collections.abc import Mapping

from django import forms

from shiming.web_kit.forms import Form
from shiming.web_kit.preview import Preview


class _Sample(Form):
    front = forms.ImageField(
        label="身份证人像面",
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )


def _empty() -> Mapping[str, object]:
    return {"form": _Sample(prefix="picture")}


PREVIEWS = (
    Preview(
        title="证件照片",
        source="""
{% component "picture_upload" field=form.front shape="card" %}{% slot "camera" %}{% component "button" kind="secondary" type="button" icon="camera" label="用摄像头拍摄" / %}{% endslot %}{% endcomponent %}
""",  # noqa: E501  # templates keep a tag on one line
        context=_empty,
    ),
)

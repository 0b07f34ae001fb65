"""The picture of a code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.web_kit.forms import Form


class ScanForm(Form):
    """One picture; whether it shows a code, the use case finds out."""

    picture = forms.FileField(
        label=_("二维码照片"),
        help_text=_("让二维码占满画面的大半，拍清楚。支持 JPG、PNG。"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png", "capture": "environment"}),
    )

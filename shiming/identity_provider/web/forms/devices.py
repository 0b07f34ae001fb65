"""The form of the device page."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_CODE = 20


class DeviceCodeForm(forms.Form):
    """The code that a device shows."""

    user_code = forms.CharField(
        label=_("设备上显示的代码"),
        max_length=LONGEST_CODE,
        help_text=_("8 个字母，不区分大小写，横线可省略。"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

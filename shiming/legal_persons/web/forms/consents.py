"""The consent to be registered in enterprises: whether, and until when (S13-5)."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.web_kit.forms import Form

YES, NO = "yes", "no"


class ConsentForm(Form):
    """Whether enterprises are to be registered, and until which day."""

    answer = forms.ChoiceField(
        label=_("是否办理企业登记"),
        choices=[(YES, _("是，同意他人办理有我参加的企业登记")), (NO, _("否，不同意"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择是或否")},
    )
    last_day = forms.DateField(
        label=_("实名认证有效期截止日"),
        required=False,
        help_text=_("选“是”时必填。截止日当天仍有效，次日起他人不能再办理。"),
        widget=forms.DateInput({"type": "date"}),
        error_messages={"invalid": _("请按年-月-日填写")},
    )

    def __init__(
        self, data: dict[str, str] | None = None, *, today: dt.date, latest: dt.date
    ) -> None:
        super().__init__(data)
        self.fields["last_day"].widget.attrs |= {
            "min": today.isoformat(),
            "max": latest.isoformat(),
        }

    # Any: Django's own signature.
    @override
    def clean(self) -> dict[str, Any]:
        """Demand the day of who says yes."""
        cleaned = super().clean() or {}
        is_missing = "last_day" in cleaned and cleaned["last_day"] is None
        if cleaned.get("answer") == YES and is_missing:
            self.add_error("last_day", _("请选择截止日"))
        return cleaned

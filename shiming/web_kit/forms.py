"""
The base of every form: what people type is put right before it is checked.

Full-width letters and digits (from Chinese input methods) become half-width, invisible characters
at the ends go, NUL is refused. Passwords are left as they are. Chinese punctuation is kept: the
brackets in a company's registered name are full-width by law of the register.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

_HALF_WIDTH = {
    code: code - 0xFEE0
    for code in (
        *range(ord("０"), ord("９") + 1),
        *range(ord("Ａ"), ord("Ｚ") + 1),
        *range(ord("ａ"), ord("ｚ") + 1),
        *map(ord, "＠．－＿＋"),
    )
}
_INVISIBLE = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"


def normalised(text: str) -> str:
    """Return `text` with half-width letters and digits and without invisible ends."""
    return text.translate(_HALF_WIDTH).strip(_INVISIBLE)


class Form(forms.Form):
    """A form that reads what was meant; use it in place of `django.forms.Form`."""

    error_css_class = "is-invalid"
    required_css_class = "is-required"

    # Django's own signature takes any mapping and any option.
    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(data, *args, **kwargs)
        # Own texts say what is wrong in words; the browser's bubbles vanish and are not read out.
        self.use_required_attribute = False
        if data is not None:
            self.data = self._normalised(data)

    def _normalised(self, data: Mapping[str, Any]) -> MultiValueDict[str, Any]:
        secret = {
            self.add_prefix(name)
            for name, field in self.fields.items()
            if isinstance(field.widget, forms.PasswordInput)
        }
        lists = (
            data.lists()
            if isinstance(data, MultiValueDict)
            else (
                (name, value if isinstance(value, list) else [value])
                for name, value in data.items()
            )
        )
        result = QueryDict(mutable=True)
        for name, values in lists:
            result.setlist(
                name,
                [
                    normalised(value) if isinstance(value, str) and name not in secret else value
                    for value in values
                ],
            )
        return result

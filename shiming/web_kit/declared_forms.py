"""The page's side of forms that are data (`kernel.declared_forms`): inputs, no rules."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from typing_extensions import override

from shiming.kernel.declared_forms import (
    MOST_SCAN_BYTES,
    AnswersUnfit,
    Choice,
    DeclaredField,
    DeclaredForm,
    FieldType,
)
from shiming.kernel.errors import DomainError
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of

_INPUT = {
    FieldType.MOBILE: {"inputmode": "tel", "autocomplete": "off"},
    FieldType.EMAIL: {"inputmode": "email", "autocomplete": "off"},
    FieldType.REGION: {"inputmode": "numeric", "autocomplete": "off"},
    FieldType.AMOUNT: {"inputmode": "decimal", "autocomplete": "off"},
    FieldType.DATE: {"type": "date"},
}
# More than any field takes: what is too long is the use case's to refuse, in its own words.
_LONGEST = 4000


class PicturesInput(forms.ClearableFileInput):
    """A file input that takes several pictures."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several pictures; their value is a list of uploads, empty if none was chosen."""

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the uploads; what they are is looked at by the use case."""
        return [each for each in data or () if isinstance(each, UploadedFile)]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field on the page, the second entry of one that is typed twice, and when it shows."""

    field: BoundField
    again: BoundField | None
    when_field: str
    when_is: str
    is_shown: bool
    kept_pages: int
    """How many pages were handed in before, which stay unless new ones are chosen."""


class DeclaredAnswersForm(Form):
    """
    The inputs of a declared form.

    It checks nothing: the use case does, from the same declaration, and `add_faults` shows what it
    found. All fields are on the page; those that do not apply are hidden, with a script as soon as
    a switch is set, without one when the page comes back.
    """

    # Django's own signature takes any option.
    def __init__(
        self,
        declared: DeclaredForm,
        *args: Any,  # noqa: ANN401
        offered: Mapping[str, Sequence[Choice]] | None = None,
        kept_pages: Mapping[str, int] | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        self.declared = declared
        self._kept_pages = dict(kept_pages or {})
        super().__init__(*args, **kwargs)
        for field in declared.fields:
            choices = (*field.choices, *(offered or {}).get(field.key, ()))
            self.fields[field.key] = _input_of(field, choices)
            if field.is_twice:
                again = _input_of(dataclasses.replace(field, help=""), choices)
                again.label = _("再次填写%(label)s") % {"label": field.label}
                self.fields[field.again_key] = again

    @override
    def full_clean(self) -> None:
        """Leave it to the use case what is missing; the page still marks what has to be there."""
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for declared in self.declared.fields:
            self.fields[declared.key].required = declared.is_required
            if declared.is_twice:
                self.fields[declared.again_key].required = declared.is_required

    def rows(self) -> list[FieldRow]:
        """Return what the page shows, in order."""
        # Choosing a field's value asks for no cleaned data: a page may come back unjudged.
        values = {
            field.key: str(self[field.key].value() or "")
            for field in self.declared.fields
            if field.type is not FieldType.SCAN
        }
        return [
            FieldRow(
                field=self[field.key],
                again=self[field.again_key] if field.is_twice else None,
                when_field="" if field.when is None else field.when.field,
                when_is="" if field.when is None else " ".join(field.when.is_one_of),
                is_shown=self.declared.applies(field, values),
                kept_pages=self._kept_pages.get(field.key, 0),
            )
            for field in self.declared.fields
        ]

    def typed(self) -> dict[str, str]:
        """Return what was typed, once the form is valid."""
        return {key: value for key, value in self.cleaned_data.items() if isinstance(value, str)}

    def read_scans(self, *, most_pages: int) -> dict[str, list[bytes]]:
        """
        Return what was uploaded for each field.

        Of a file that is too large, and of too many, only as much as shows that.
        """
        return {
            key: [each.read(MOST_SCAN_BYTES + 1) for each in value[: most_pages + 1]]
            for key, value in self.cleaned_data.items()
            if isinstance(value, list) and value
        }

    def add_faults(self, error: DomainError) -> None:
        """Show a refusal: the faults of answers beside their fields, any other above the form."""
        if isinstance(error, AnswersUnfit):
            for key, fault in error.faults.items():
                self.add_error(key, _told(fault))
        else:
            self.add_error(None, _told(error))


def _told(error: DomainError) -> str:
    return text_of(error).sentences


def _input_of(field: DeclaredField, choices: Sequence[Choice]) -> forms.Field:
    options: dict[str, Any] = {  # Any: Django's own options
        "label": field.label,
        "help_text": field.help,
        "required": field.is_required,
    }
    if field.type is FieldType.SCAN:
        accepted = {"accept": "image/jpeg,image/png", "multiple": True}
        return PicturesField(widget=PicturesInput(accepted), **options)
    listed = [(choice.value, choice.label) for choice in choices]
    match field.type:
        case FieldType.YES_NO:
            widget: forms.Widget = forms.RadioSelect(choices=listed)
        case FieldType.CHOICE | FieldType.OFFERED:
            widget = forms.Select(choices=[("", _("请选择")), *listed])
        case FieldType.LONG_TEXT:
            widget = forms.Textarea({"rows": 3})
        case _:
            widget = forms.TextInput(dict(_INPUT.get(field.type, {"autocomplete": "off"})))
    return forms.CharField(max_length=_LONGEST, widget=widget, **options)

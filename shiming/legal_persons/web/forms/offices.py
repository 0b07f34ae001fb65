"""Why somebody ends an office."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from shiming.legal_persons.office_titles import end_of
from shiming.legal_persons.types import OfficeEnd
from shiming.web_kit.forms import Form


class EndForm(Form):
    """The reason comes first (S31-10)."""

    reason = forms.ChoiceField(label=_("解除原因"), widget=forms.RadioSelect)

    def __init__(self, data: dict[str, str] | None = None, *, reasons: Sequence[OfficeEnd]) -> None:
        super().__init__(data)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(reason.value, str(end_of(reason))) for reason in reasons]

"""The part of a form that robots fail at."""

from django import forms
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.web_kit.forms import Form


class HumanCheckForm(Form):
    """The part of a form that a robot should fail at; either field will do."""

    picture_code = forms.CharField(label=_("图形验证码"), max_length=16)
    proof = forms.CharField(required=False, max_length=4096, widget=forms.HiddenInput)

    @override
    def full_clean(self) -> None:
        """Leave it to the use case whether the picture, the proof or neither was needed."""
        picture_code = self.fields["picture_code"]
        picture_code.required = False
        super().full_clean()
        # People are still told that they have to fill it in.
        picture_code.required = True

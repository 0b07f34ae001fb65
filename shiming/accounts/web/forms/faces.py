"""Who says that it is they, before a face is looked at."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from shiming.accounts import errors
from shiming.accounts.web.forms.fields import add_refusal
from shiming.accounts.web.presenters import document_label
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.names import PersonName
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of


def _document_choices() -> list[tuple[str, str]]:
    return [(kind.value, document_label(kind)) for kind in DocumentType]


class FaceSignInForm(Form):
    """Document type, number and name; where a portal asks for the number alone, only that."""

    excluded: ClassVar[type[DomainError]] = errors.FaceDocumentExcluded
    """What is said of every document but the resident identity card."""

    document_type = forms.ChoiceField(label=_("证件类型"), choices=_document_choices)
    number = forms.CharField(
        label=_("证件号码"), max_length=40, widget=forms.TextInput({"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("姓名"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )

    def __init__(self, data: QueryDict | None = None, *, is_number_alone: bool = False) -> None:
        super().__init__(data)
        if is_number_alone:
            del self.fields["document_type"], self.fields["name"]

    @override
    def clean(self) -> dict[str, Any]:
        """Read number and name as what they are."""
        cleaned = super().clean() or self.cleaned_data
        kind = DocumentType(cleaned.get("document_type") or DocumentType.RESIDENT_ID_CARD)
        if kind is not DocumentType.RESIDENT_ID_CARD:
            # Said at once, whatever the number is: it depends on nobody (S31-5).
            add_refusal(self, self.excluded(), "document_type")
            return cleaned
        if "number" in cleaned:
            self._read("number", lambda text: parse_document_number(kind, text))
        if "name" in cleaned:
            self._read("name", PersonName.parse)
        return cleaned

    @property
    def document(self) -> DocumentNumber:
        """What was entered, once the form is valid."""
        number: DocumentNumber = self.cleaned_data["number"]
        return number

    def _read(self, field: str, parse: Callable[[str], DocumentNumber | PersonName]) -> None:
        try:
            self.cleaned_data[field] = parse(self.cleaned_data[field])
        except DomainError as error:
            self.add_error(field, text_of(error).sentences)


class FaceRecoveryForm(FaceSignInForm):
    """Who wants to get back into their account with their face."""

    excluded = errors.FaceRecoveryExcluded

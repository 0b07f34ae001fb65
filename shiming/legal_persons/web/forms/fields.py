"""How a refusal is shown in a form, and fields that read value objects."""

from collections.abc import Callable
from typing import Any

from django import forms
from typing_extensions import override

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.web_kit.forms import Form
from shiming.web_kit.texts import text_of


def add_refusal(form: Form, error: DomainError, field: str | None) -> None:
    """Show a refusal beside the field that it is about, or above the form."""
    form.add_error(field, text_of(error).sentences)


class ParsedField(forms.CharField):
    """A number or name in any usual spelling, also pasted; its value is a value object."""

    def __init__(self, parse: Callable[[str], object], **kwargs: Any) -> None:  # noqa: ANN401  Django's own options
        self.parse = parse
        super().__init__(**kwargs)

    # Any: Django's own signature; the value is what the browser sent.
    @override
    def clean(self, value: Any) -> Any:
        """
        Return what was meant.

        :raises forms.ValidationError: with the reason, if it is nothing of the kind
        """
        text = super().clean(value)
        if not text:
            return text
        try:
            return self.parse(text)
        except DomainError as error:
            raise forms.ValidationError(text_of(error).sentences) from error


class DocumentForm(Form):
    """A form with the fields `document_type` and `number`: the two are read together."""

    # Any: Django's own signature.
    @override
    def clean(self) -> dict[str, Any]:
        """Read the number as one of its document type."""
        cleaned = super().clean() or {}
        if cleaned.get("number") and cleaned.get("document_type"):
            try:
                cleaned["number"] = parse_document_number(
                    DocumentType(cleaned["document_type"]), cleaned["number"]
                )
            except DomainError as error:
                self.add_error("number", text_of(error).sentences)
        return cleaned


def plain_input() -> forms.TextInput:
    """Return an input for what no browser should propose."""
    return forms.TextInput({"autocomplete": "off"})

"""How a refusal is shown in a form, or above a page."""

import dataclasses

from django.forms import Form

from shiming.kernel.errors import DomainError
from shiming.web_kit.texts import text_of


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What stands above a page after something was asked of it."""

    kind: str
    title: str
    text: str = ""


def add_refusal(form: Form, error: DomainError, field: str | None) -> None:
    """Show a refusal beside the field that it is about, or above the form."""
    form.add_error(field, text_of(error).sentences)


def notice_of(error: DomainError) -> Notice:
    """Return a refusal as a notice."""
    text = text_of(error)
    return Notice(kind="warning", title=text.title, text=text.next)

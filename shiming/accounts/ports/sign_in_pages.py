"""Port: what the pages of all ways in share, for areas above that bring a way of their own."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from shiming.accounts.types import (
    CheckedForm,
    HumanAnswer,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.kernel.slots import Slot

if TYPE_CHECKING:
    # Only their names: an interface of this area fills the slot, and interfaces call it.
    from django.forms import Field
    from django.http import HttpRequest, HttpResponse  # noqa: TID251


class SignInPages(Protocol):
    """The pages of signing in (`accounts.web`); `config/wiring` puts them here."""

    def check_offered(self, request: "HttpRequest", method: SignInMethod) -> None:
        """
        Let a page be opened only where the portal offers its way in.

        :raises errors.MethodNotOffered: elsewhere, as if there were no such page
        """
        ...

    def visit_of(self, request: "HttpRequest") -> Visit:
        """Return who knocks; a browser without a visitor's cookie gets one with the answer."""
        ...

    def present_session(self, request: "HttpRequest") -> SessionId | None:
        """Return the session that a new sign-in of this browser replaces."""
        ...

    def ask(
        self,
        request: "HttpRequest",
        *,
        fields: "Mapping[str, Field]",
        act: "Callable[[Mapping[str, str], HumanAnswer], HttpResponse]",
        method: SignInMethod,
        checked: CheckedForm,
        lead: str,
    ) -> "HttpResponse":
        """
        Show the sign-in page with these fields and a human check, or act on what was typed.

        The template `lead` stands above the form. A refusal that `act` raises stands above it too.
        """
        ...

    def ask_on_page(
        self,
        request: "HttpRequest",
        *,
        fields: "Mapping[str, Field]",
        act: "Callable[[Mapping[str, str], HumanAnswer], HttpResponse]",
        checked: CheckedForm,
        template: str,
        context: Mapping[str, object],
    ) -> "HttpResponse":
        """
        Do the same on a page of the caller's, for somebody who is signed in.

        `template` gets `form`, `fields` and `human` besides its own `context`.
        """
        ...

    def with_next(self, request: "HttpRequest", url: str) -> str:
        """Return `url` carrying on what the person came for."""
        ...

    def jump(self, request: "HttpRequest", outcome: SignInOutcome, address: str) -> "HttpResponse":
        """
        Go on with a session to a client's `address`, past all pages of the platform's own.

        Where a second factor is missing, that comes first as after any sign-in.
        """
        ...

    def after_sign_in(self, request: "HttpRequest", outcome: SignInOutcome) -> "HttpResponse":
        """Go on after a sign-in: to the second factor, or with the session that has begun."""
        ...


sign_in_pages: Slot[SignInPages] = Slot("accounts.sign_in_pages")

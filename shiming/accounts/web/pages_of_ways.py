"""The pages of signing in, as areas above want them; `config/wiring` joins the two."""

from collections.abc import Callable, Mapping

from django.forms import Field
from django.http import HttpRequest, HttpResponse

from shiming.accounts import errors, queries
from shiming.accounts.policies import methods as rules
from shiming.accounts.types import (
    CheckedForm,
    HumanAnswer,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import HumanCheckForm
from shiming.accounts.web.views.sign_in import answer_form

_HUMAN = ("picture_code", "proof")


class PagesOfWays:
    """Fills `accounts.ports.sign_in_pages`."""

    def check_offered(self, request: HttpRequest, method: SignInMethod) -> None:
        """
        Let a page be opened only where the portal offers its way in.

        :raises errors.MethodNotOffered: elsewhere, as if there were no such page
        """
        portal = queries.portal_of_host(request.get_host())
        kinds = rules.METHODS[method].kinds
        if not any(rules.is_offered(method, portal=portal, kind=kind) for kind in kinds):
            raise errors.MethodNotOffered(method=method.value)

    def visit_of(self, request: HttpRequest) -> Visit:
        """Return who knocks."""
        return cookies.visit_of(request)

    def present_session(self, request: HttpRequest) -> SessionId | None:
        """Return the session that a new sign-in of this browser replaces."""
        return cookies.present_session(request)

    def ask(
        self,
        request: HttpRequest,
        *,
        fields: Mapping[str, Field],
        act: Callable[[Mapping[str, str], HumanAnswer], HttpResponse],
        method: SignInMethod,
        checked: CheckedForm,
        lead: str,
    ) -> HttpResponse:
        """Show the sign-in page with these fields and a human check, or act on what was typed."""
        form = HumanCheckForm(request.POST if request.method == "POST" else None)
        form.fields.update(fields)
        form.order_fields([*fields, *_HUMAN])

        def answer() -> HttpResponse:
            typed = {name: form.cleaned_data[name] for name in fields}
            return act(typed, human_checks.answer_of(request, form))

        return answer_form(request, form, answer, method=method, checked=checked, lead=lead)

    def with_next(self, request: HttpRequest, url: str) -> str:
        """Return `url` carrying on what the person came for."""
        return journeys.with_next(request, url)

    def after_sign_in(self, request: HttpRequest, outcome: SignInOutcome) -> HttpResponse:
        """Go on after a sign-in."""
        return journeys.after_sign_in(request, outcome)

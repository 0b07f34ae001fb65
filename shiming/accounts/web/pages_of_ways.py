"""The pages of signing in, as areas above want them; `config/wiring` joins the two."""

from collections.abc import Callable, Mapping

from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiming.accounts import errors, queries
from shiming.accounts.policies import methods as rules
from shiming.accounts.types import (
    CheckedForm,
    HumanAnswer,
    SecondFactorPending,
    SessionId,
    SignInMethod,
    SignInOutcome,
    Visit,
)
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import HumanCheckForm, add_refusal
from shiming.accounts.web.views.sign_in import FIELD_OF, answer_form
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import continue_to
from shiming.web_kit.refusals import status_of

_INVALID = 422
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

    def ask_on_page(
        self,
        request: HttpRequest,
        *,
        fields: Mapping[str, Field],
        act: Callable[[Mapping[str, str], HumanAnswer], HttpResponse],
        checked: CheckedForm,
        template: str,
        context: Mapping[str, object],
    ) -> HttpResponse:
        """Show a page of the caller's with these fields and a human check, or act on it."""
        form = HumanCheckForm(request.POST if request.method == "POST" else None)
        form.fields.update(fields)
        form.order_fields([*fields, *_HUMAN])
        status = 200
        if request.method == "POST":
            status = _INVALID
            if form.is_valid():
                typed = {name: form.cleaned_data[name] for name in fields}
                try:
                    return act(typed, human_checks.answer_of(request, form))
                except DomainError as error:
                    add_refusal(form, error, FIELD_OF.get(error.code))
                    status = status_of(error)
        human = human_checks.part_of_page(request, checked)
        # The visitor's cookie has to be there before the form comes back.
        cookies.visit_of(request)
        shown = {"form": form, "fields": [form[name] for name in fields], "human": human}
        response = render(request, template, {**context, **shown}, status=status)
        return human_checks.with_challenge(request, response, human)

    def with_next(self, request: HttpRequest, url: str) -> str:
        """Return `url` carrying on what the person came for."""
        return journeys.with_next(request, url)

    def jump(self, request: HttpRequest, outcome: SignInOutcome, address: str) -> HttpResponse:
        """Go on with a session to a client's address, past all pages of the platform's own."""
        if isinstance(outcome, SecondFactorPending):
            return journeys.after_sign_in(request, outcome)
        return cookies.remember(request, continue_to(request, address), outcome)

    def after_sign_in(self, request: HttpRequest, outcome: SignInOutcome) -> HttpResponse:
        """Go on after a sign-in."""
        return journeys.after_sign_in(request, outcome)

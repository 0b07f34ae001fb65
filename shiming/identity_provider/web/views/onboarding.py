"""The pages of integrators: apply, draw secrets, follow the joint test (E3)."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.identity_provider import queries
from shiming.identity_provider.actions.onboarding.apply_for_access import apply_for_access
from shiming.identity_provider.actions.onboarding.correct_application import correct_application
from shiming.identity_provider.actions.onboarding.draw_secret import draw_secret
from shiming.identity_provider.actions.onboarding.request_addresses import request_addresses
from shiming.identity_provider.duties_file import current_duties
from shiming.identity_provider.integration_kinds_file import integration_kinds
from shiming.identity_provider.types import ApplicationId, ClientEnvironment
from shiming.identity_provider.web.forms.onboarding import (
    AddressesForm,
    ApplicationForm,
    SecretForm,
    lines_of,
)
from shiming.identity_provider.web.presenters import onboarding as presenter
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.web_kit.actors import actor_of, require_recent_factor, require_sign_in
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_FORM = "identity_provider/onboarding/apply.html"
_DETAIL = "identity_provider/onboarding/application.html"


@require_safe
@require_sign_in
def applications(request: HttpRequest) -> HttpResponse:
    """List the integrator's own applications."""
    viewer = actor_of(request)
    own = queries.list_own_applications(viewer=viewer)
    context = {
        "rows": presenter.rows(own, url_name="identity_provider:application"),
        "is_known_enough": viewer.level >= Level.PRIMARY,
    }
    return render(request, "identity_provider/onboarding/applications.html", context)


@require_safe
@require_sign_in
def kinds(request: HttpRequest) -> HttpResponse:
    """Tell how systems may be connected: structure, mode, division of work (S16-5)."""
    shown = integration_kinds(get_language() or "")
    return render(request, "identity_provider/onboarding/kinds.html", {"kinds": shown})


@sensitive_post_parameters("responsible_name", "responsible_contact")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def apply(request: HttpRequest) -> HttpResponse:
    """Ask for what is to be known of the system, and send the application."""
    if request.method != "POST":
        form = ApplicationForm(initial={"duties": current_duties().version})
        return _ask(request, form)
    form = ApplicationForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=_INVALID)
    try:
        application_id = apply_for_access(
            entry=form.entry(),
            accepted_duties=form.cleaned_data["duties"],
            integrator=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _ask(request, form, error=error)
    return redirect("identity_provider:application", application_id)


@sensitive_post_parameters("responsible_name", "responsible_contact")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def correct(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what was sent, to be corrected, and send it again."""
    viewer = actor_of(request)
    key = ApplicationId(application_id)
    application = queries.get_own_application(application_id=key, viewer=viewer)
    if request.method != "POST":
        form = ApplicationForm.of(application, duties=current_duties().version)
        return _ask(request, form, reason=application.reason)
    form = ApplicationForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=_INVALID)
    try:
        correct_application(
            application_id=key,
            entry=form.entry(),
            accepted_duties=form.cleaned_data["duties"],
            integrator=viewer,
            now=clock.now(),
        )
    except DomainError as error:
        return _ask(request, form, error=error)
    return redirect("identity_provider:application", application_id)


@require_safe
@require_sign_in
def application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show one application and what has come of it."""
    return _detail(request, application_id, addresses=AddressesForm())


@sensitive_post_parameters()
@never_cache
@require_POST
@require_recent_factor
def secret(request: HttpRequest, application_id: uuid.UUID, environment: str) -> HttpResponse:
    """Draw a secret and show it, in the answer to this very form and nowhere else."""
    form = SecretForm(request.POST)
    try:
        drawn_before = form.moment() if form.is_valid() else None
    except ValueError:
        drawn_before = None
    drawn = draw_secret(
        application_id=ApplicationId(application_id),
        environment=ClientEnvironment(environment),
        drawn_before=drawn_before,
        overlap=dt.timedelta(days=int(form.cleaned_data.get("overlap_days") or 0)),
        integrator=actor_of(request),
        now=clock.now(),
    )
    context = {
        "drawn": drawn,
        "expires": presenter.minute(drawn.expires_at),
        "old_until": presenter.minute(drawn.old_until) if drawn.old_until else "",
        "application_id": application_id,
    }
    return render(request, "identity_provider/onboarding/secret.html", context)


@require_POST
@require_sign_in
def addresses(request: HttpRequest, application_id: uuid.UUID, environment: str) -> HttpResponse:
    """Ask for other redirect addresses."""
    form = AddressesForm(request.POST)
    if not form.is_valid():
        return _detail(
            request, application_id, addresses=form, wrong_at=environment, status=_INVALID
        )
    try:
        request_addresses(
            application_id=ApplicationId(application_id),
            environment=ClientEnvironment(environment),
            redirect_uris=lines_of(form.cleaned_data["redirect_uris"]),
            integrator=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _detail(request, application_id, addresses=form, wrong_at=environment, error=error)
    return redirect("identity_provider:application", application_id)


def _ask(
    request: HttpRequest,
    form: ApplicationForm,
    *,
    reason: str = "",
    status: int = 200,
    error: DomainError | None = None,
) -> HttpResponse:
    duties = current_duties()
    is_english = (get_language() or "").startswith("en")
    context = {
        "form": form,
        "duties": duties.en if is_english else duties.zh,
        "version": duties.version,
        "reason": reason,
    }
    if error is not None:
        return render_refusal(request, error, _FORM, context)
    return render(request, _FORM, context, status=status)


def _detail(
    request: HttpRequest,
    application_id: uuid.UUID,
    *,
    addresses: AddressesForm,
    wrong_at: str = "",
    status: int = 200,
    error: DomainError | None = None,
) -> HttpResponse:
    viewer = actor_of(request)
    found = queries.get_own_application(application_id=ApplicationId(application_id), viewer=viewer)
    page = presenter.present(
        found,
        trials=queries.list_trials(found.sandbox_client),
        changes=queries.list_address_changes(found),
        testers=(),
        is_own=True,
    )
    context = {
        "page": page,
        "addresses": addresses,
        "wrong_at": wrong_at,
        "secret_form": SecretForm(),
    }
    if error is not None:
        return render_refusal(request, error, _DETAIL, context)
    return render(request, _DETAIL, context, status=status)

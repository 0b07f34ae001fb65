"""The desk of the officers who decide about applications (E3)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shiming.accounts.types import AccountId
from shiming.identity_provider import errors, queries
from shiming.identity_provider.actions.onboarding.decide_addresses import decide_addresses
from shiming.identity_provider.actions.onboarding.decide_application import decide_application
from shiming.identity_provider.actions.onboarding.issue_production import issue_production
from shiming.identity_provider.actions.registry.add_tester import add_tester
from shiming.identity_provider.actions.registry.remove_tester import remove_tester
from shiming.identity_provider.actions.registry.set_client_state import set_client_state
from shiming.identity_provider.types import (
    AddressChangeId,
    ApplicationId,
    ApplicationState,
    ClientKind,
    ClientState,
    Decision,
    RegistryPermission,
)
from shiming.identity_provider.web.forms.onboarding import DecisionForm, ReasonForm, TesterForm
from shiming.identity_provider.web.presenters import onboarding as presenter
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_DETAIL = "identity_provider/onboarding/desk_application.html"
_guard = require_permission(RegistryPermission.DECIDE)


@require_GET
@_guard
def desk(request: HttpRequest) -> HttpResponse:
    """List the applications, those that wait first."""
    wanted = request.GET.get("state", "")
    state = ApplicationState(wanted) if wanted in set(ApplicationState) else None
    found = queries.list_applications(viewer=actor_of(request), state=state)
    context = {
        "rows": presenter.rows(found, url_name="identity_provider:desk-application"),
        "states": [(one.value, presenter.STATES[one][0], one is state) for one in ApplicationState],
    }
    return render(request, "identity_provider/onboarding/desk.html", context)


@require_GET
@_guard
def desk_application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show one application, and what there is to decide."""
    return _detail(request, application_id)


@require_POST
@_guard
def decide(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Approve, return or refuse an application."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _detail(request, application_id, decision=form, status=_INVALID)
    try:
        submitted_at = form.moment()
    except ValueError:
        return _detail(request, application_id, decision=form, error=errors.ApplicationNotOpen())
    try:
        decide_application(
            application_id=ApplicationId(application_id),
            decision=Decision(form.cleaned_data["decision"]),
            kind=ClientKind(form.cleaned_data["kind"]),
            reason=form.cleaned_data["reason"],
            submitted_at=submitted_at,
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _detail(request, application_id, decision=form, error=error)
    return redirect("identity_provider:desk-application", application_id)


@require_POST
@_guard
def issue(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Issue production credentials."""
    try:
        issue_production(
            application_id=ApplicationId(application_id),
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _detail(request, application_id, error=error)
    return redirect("identity_provider:desk-application", application_id)


@require_POST
@_guard
def addresses_decide(
    request: HttpRequest, application_id: uuid.UUID, change_id: uuid.UUID
) -> HttpResponse:
    """Put other addresses in force, or say why not."""
    try:
        decide_addresses(
            application_id=ApplicationId(application_id),
            change_id=AddressChangeId(change_id),
            is_approved=request.POST.get("decision") == "approve",
            reason=_reason(request),
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _detail(request, application_id, error=error)
    return redirect("identity_provider:desk-application", application_id)


@require_POST
@_guard
def testers(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Let an account try the sandbox client out."""
    form = TesterForm(request.POST)
    if not form.is_valid():
        return _detail(request, application_id, tester=form, status=_INVALID)
    try:
        add_tester(
            application_id=ApplicationId(application_id),
            user_name=form.cleaned_data["user_name"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _detail(request, application_id, tester=form, error=error)
    return redirect("identity_provider:desk-application", application_id)


@require_POST
@_guard
def tester_remove(
    request: HttpRequest, application_id: uuid.UUID, account_id: uuid.UUID
) -> HttpResponse:
    """Let an account use the sandbox client no more."""
    try:
        remove_tester(
            application_id=ApplicationId(application_id),
            account_id=AccountId(account_id),
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _detail(request, application_id, error=error)
    return redirect("identity_provider:desk-application", application_id)


@require_POST
@require_permission(RegistryPermission.MANAGE)
def client_state(request: HttpRequest, client_id: str) -> HttpResponse:
    """Suspend a client at once, or let it go on."""
    is_resuming = request.POST.get("act") == "resume"
    set_client_state(
        client_id=client_id,
        state=ClientState.ACTIVE if is_resuming else ClientState.SUSPENDED,
        reason=_reason(request),
        officer=actor_of(request),
        now=clock.now(),
    )
    return redirect("identity_provider:systems")


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    return form.cleaned_data["reason"] if form.is_valid() else ""


def _detail(
    request: HttpRequest,
    application_id: uuid.UUID,
    *,
    decision: DecisionForm | None = None,
    tester: TesterForm | None = None,
    status: int = 200,
    error: DomainError | None = None,
) -> HttpResponse:
    viewer = actor_of(request)
    found = queries.get_application(application_id=ApplicationId(application_id), viewer=viewer)
    sandbox = found.sandbox_client
    page = presenter.present(
        found,
        trials=queries.list_trials(sandbox),
        changes=queries.list_address_changes(found),
        testers=queries.list_testers(sandbox) if sandbox else (),
        is_own=found.applicant_id == viewer.account_id,
    )
    context = {
        "page": page,
        "decision": decision or DecisionForm(initial={"submitted_at": page.submitted_at}),
        "tester": tester or TesterForm(),
        "reason": ReasonForm(),
    }
    if error is not None:
        return render_refusal(request, error, _DETAIL, context)
    return render(request, _DETAIL, context, status=status)

"""The officers' side of applications: queue, decision, forms, connections (S01-9, S01-14)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors
from shiming.accounts.actions.applications.approve_application import approve_application
from shiming.accounts.actions.applications.decide_application_form import decide_application_form
from shiming.accounts.actions.applications.hand_back_application import hand_back_application
from shiming.accounts.actions.applications.move_connection import move_connection
from shiming.accounts.actions.applications.propose_application_form import (
    propose_application_form,
)
from shiming.accounts.actions.applications.show_application_scan import show_application_scan
from shiming.accounts.actions.applications.take_up_application import take_up_application
from shiming.accounts.actions.applications.turn_down_application import turn_down_application
from shiming.accounts.policies.applications import CONNECTION_STEPS
from shiming.accounts.queries import applications as queries
from shiming.accounts.types.applications import (
    ApplicationFormId,
    ApplicationId,
    ApplicationPermission,
    ApplicationState,
    ConnectionId,
    ConnectionState,
    ScanId,
)
from shiming.accounts.web import application_pages
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.applications import FormTextForm, TurnDownForm
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422
_OUTCOME = {"reject": ApplicationState.REJECTED, "return": ApplicationState.RETURNED}


@require_safe
@require_permission(ApplicationPermission.REVIEW)
def applications(request: HttpRequest) -> HttpResponse:
    """List what waits, the oldest first."""
    given = request.GET.get("state", "")
    state = ApplicationState(given) if given in set(ApplicationState) else _SUBMITTED
    after = _uuid_of(request.GET.get("after", ""))
    waiting = queries.list_queue(
        viewer=actor_of(request),
        state=state,
        kind=request.GET.get("kind", "")[:32],
        after=None if after is None else ApplicationId(after),
    )
    context = {
        "rows": application_pages.queue_lines(waiting),
        "states": [
            {
                "value": each.value,
                "label": application_pages.state_label(each),
                "is_current": each is state,
            }
            for each in ApplicationState
        ],
        "state": state.value,
        "kind": request.GET.get("kind", "")[:32],
        "after": str(waiting[-1].id) if len(waiting) == queries.PAGE else "",
    }
    return render(request, "accounts/applications/desk_list.html", context)


@never_cache
@require_safe
@require_permission(ApplicationPermission.REVIEW)
def application(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show an application: whole to who has it, without anything personal to others."""
    return _page(request, ApplicationId(application_id), TurnDownForm(), status=200)


@require_POST
@require_permission(ApplicationPermission.REVIEW)
def take_up(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Begin the review."""
    take_up_application(
        application_id=ApplicationId(application_id), officer=actor_of(request), now=clock.now()
    )
    return redirect("accounts:application", application_id)


@require_POST
@require_permission(ApplicationPermission.REVIEW)
def hand_back(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Put it back into the queue."""
    hand_back_application(
        application_id=ApplicationId(application_id), officer=actor_of(request), now=clock.now()
    )
    return redirect("accounts:applications")


@never_cache
@require_POST
@require_permission(ApplicationPermission.REVIEW)
def approve(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Approve it."""
    try:
        approve_application(
            application_id=ApplicationId(application_id),
            officer=actor_of(request),
            now=clock.now(),
        )
    except errors.LoginNameTaken as error:
        form = TurnDownForm({})
        form.full_clean()
        form.errors.clear()
        add_refusal(form, error, None)
        return _page(request, ApplicationId(application_id), form, status=status_of(error))
    return redirect("accounts:application", application_id)


@never_cache
@require_POST
@require_permission(ApplicationPermission.REVIEW)
def turn_down(request: HttpRequest, application_id: uuid.UUID, outcome: str) -> HttpResponse:
    """Reject it, or return it for correction."""
    form = TurnDownForm(request.POST)
    status = _INVALID
    if form.is_valid():
        try:
            turn_down_application(
                application_id=ApplicationId(application_id),
                outcome=_OUTCOME[outcome],  # type: ignore[arg-type]  # the two of the table
                reason=form.cleaned_data["reason"],
                officer=actor_of(request),
                now=clock.now(),
            )
        except (errors.ApplicationNotFound, errors.ApplicationNotWaiting, errors.NotTheReviewer):
            raise
        except DomainError as error:
            add_refusal(form, error, "reason")
            status = status_of(error)
        else:
            return redirect("accounts:application", application_id)
    return _page(request, ApplicationId(application_id), form, status=status)


@never_cache
@require_safe
@require_permission(ApplicationPermission.REVIEW)
def scan(request: HttpRequest, scan_id: uuid.UUID) -> HttpResponse:
    """Send a page that was handed in to the officer who has the application."""
    content = show_application_scan(
        scan_id=ScanId(scan_id), officer=actor_of(request), now=clock.now()
    )
    return HttpResponse(content, content_type="image/jpeg")


@require_safe
@require_sign_in
def forms(request: HttpRequest) -> HttpResponse:
    """List the versions of forms that officers wrote."""
    actor = actor_of(request)
    after = _uuid_of(request.GET.get("after", ""))
    versions = queries.list_form_versions(
        viewer=actor, after=None if after is None else ApplicationFormId(after)
    )
    context = {
        "rows": application_pages.form_rows(versions),
        "after": str(versions[-1].id) if len(versions) == queries.PAGE else "",
        "kinds": [
            {"code": each.code, "title": each.form.title, "version": each.version}
            for each in queries.list_kinds()
        ],
        "may_edit": actor.may(ApplicationPermission.EDIT_FORM),
        "may_publish": actor.may(ApplicationPermission.PUBLISH_FORM),
    }
    return render(request, "accounts/applications/desk_forms.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@require_permission(ApplicationPermission.EDIT_FORM)
def form_edit(request: HttpRequest) -> HttpResponse:
    """Write a version of a form."""
    kind = request.GET.get("kind", "")[:32]
    status = 200
    if request.method == "POST":
        form = FormTextForm(request.POST)
        status = _INVALID
        if form.is_valid():
            try:
                propose_application_form(
                    kind=form.cleaned_data["kind"],
                    declaration=form.cleaned_data["declaration"],
                    officer=actor_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                is_kind = error.code == "accounts.application.kind_unknown"
                add_refusal(form, error, "kind" if is_kind else "declaration")
                status = status_of(error)
            else:
                return redirect("accounts:application-forms")
    else:
        text = queries.get_declaration(kind, viewer=actor_of(request)) if kind else ""
        form = FormTextForm(initial={"kind": kind, "declaration": text})
    return render(request, "accounts/applications/desk_form.html", {"form": form}, status=status)


@require_POST
@require_permission(ApplicationPermission.PUBLISH_FORM)
def form_decide(request: HttpRequest, form_id: uuid.UUID) -> HttpResponse:
    """Put a colleague's version into force, or refuse it."""
    decide_application_form(
        form_id=ApplicationFormId(form_id),
        is_published=request.POST.get("decision") == "publish",
        officer=actor_of(request),
        now=clock.now(),
    )
    return redirect("accounts:application-forms")


@require_safe
@require_permission(ApplicationPermission.MOVE_CONNECTION)
def connections(request: HttpRequest) -> HttpResponse:
    """List how far suppliers are connected."""
    rows = application_pages.connection_rows(
        queries.list_connections(viewer=actor_of(request)), CONNECTION_STEPS
    )
    return render(request, "accounts/applications/desk_connections.html", {"rows": rows})


@require_POST
@require_permission(ApplicationPermission.MOVE_CONNECTION)
def connection_move(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """Move a connection on."""
    to = request.POST.get("to", "")
    if to not in set(ConnectionState):
        raise errors.ConnectionNotThere
    move_connection(
        connection_id=ConnectionId(connection_id),
        to=ConnectionState(to),
        officer=actor_of(request),
        now=clock.now(),
    )
    return redirect("accounts:connections")


_SUBMITTED = ApplicationState.SUBMITTED


def _page(
    request: HttpRequest, application_id: ApplicationId, form: TurnDownForm, *, status: int
) -> HttpResponse:
    actor = actor_of(request)
    try:
        page = application_pages.review_page(
            queries.get_application_for_review(application_id, viewer=actor)
        )
    except errors.NotTheReviewer:
        page = application_pages.waiting_page(queries.get_queued(application_id, viewer=actor))
    context = {"page": page, "form": form, "heading": _("办理申请")}
    return render(request, "accounts/applications/desk_application.html", context, status=status)


def _uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None

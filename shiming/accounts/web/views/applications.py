"""Applying for an account without having one, and seeing how far it is (S01-1 … S01-8)."""

import uuid
from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts.actions.applications.correct_application import correct_application
from shiming.accounts.actions.applications.end_mobile_proof import end_mobile_proof
from shiming.accounts.actions.applications.prove_mobile import prove_mobile
from shiming.accounts.actions.applications.renew_first_code import renew_first_code
from shiming.accounts.actions.applications.submit_application import submit_application
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.actions.resend_code import resend_code
from shiming.accounts.queries import applications as queries
from shiming.accounts.queries import find_last_code
from shiming.accounts.types import CheckedForm, CodePurpose
from shiming.accounts.types.applications import ApplicationId, ApplicationKind, MobileProof
from shiming.accounts.web import application_pages, cookies, human_checks, journeys
from shiming.accounts.web.forms import CodeForm, add_refusal
from shiming.accounts.web.forms.applications import ApplyMobileForm, ProgressForm
from shiming.kernel import clock
from shiming.kernel.declared_forms import MOST_SCANS, Choice, FieldType
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import continue_to, safe_next_url
from shiming.web_kit.declared_forms import DeclaredAnswersForm
from shiming.web_kit.refusals import status_of
from shiming.web_kit.types import JourneyStep, journey_steps

_FIELD_OF = {
    "accounts.human_check.failed": "picture_code",
    "accounts.code.wrong": "code",
    "accounts.code.not_usable": "code",
}
_INVALID = 422


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Show what can be applied for."""
    rows = [
        {"code": each.code, "title": each.form.title, "lead": each.form.lead}
        for each in queries.list_kinds()
    ]
    return render(request, "accounts/applications/kinds.html", {"rows": rows})


@sensitive_post_parameters("mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def mobile(request: HttpRequest) -> HttpResponse:
    """Ask for a mobile, and send a code to any (Q42)."""
    form = ApplyMobileForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                request_code(
                    purpose=CodePurpose.APPLY,
                    mobile=form.cleaned_data["mobile"],
                    human=human_checks.answer_of(request, form),
                    accepted_agreement=None,
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                return redirect(journeys.with_next(request, reverse("accounts:apply-code")))
    human = human_checks.part_of_page(request, CheckedForm.APPLY)
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {"form": form, "human": human, "steps": _steps(current=1)}
    response = render(request, "accounts/applications/mobile.html", context, status=status)
    return human_checks.with_challenge(request, response, human)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code."""
    now = clock.now()
    visit = cookies.visit_of(request)
    sent = find_last_code(purpose=CodePurpose.APPLY, visitor_token=visit.token, now=now)
    if sent is None:
        return redirect(journeys.with_next(request, reverse("accounts:apply-mobile")))
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                prove_mobile(typed_code=form.cleaned_data["code"], visit=visit, now=now)
            except DomainError as error:
                add_refusal(form, error, _FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                wanted = safe_next_url(request.GET.get("next"), default=reverse("accounts:apply"))
                return continue_to(request, wanted)
    context = {
        "form": form,
        "sent_to": sent.mobile.masked,
        "resend_url": journeys.with_next(request, reverse("accounts:apply-code-again")),
        "resend_after": journeys.resend_after(sent, now=now),
        "restart_url": journeys.with_next(request, reverse("accounts:apply-mobile")),
        "steps": _steps(current=1),
    }
    return render(request, "accounts/applications/code.html", context, status=status)


@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Send the code again."""
    resend_code(purpose=CodePurpose.APPLY, visit=cookies.visit_of(request), now=clock.now())
    return redirect(journeys.with_next(request, reverse("accounts:apply-code")))


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the work with the proven mobile."""
    end_mobile_proof(visit=cookies.visit_of(request), now=clock.now())
    return redirect("accounts:apply")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form of one kind, and take it in."""
    proof = _proof(request)
    wanted = queries.get_kind(kind)
    if proof is None:
        return _to_mobile(request)
    offered = queries.list_offers(wanted, mobile=proof.mobile)
    form = DeclaredAnswersForm(wanted.form, initial=_single(offered), offered=offered)
    status = 200
    if "refresh" in request.POST:
        form = DeclaredAnswersForm(wanted.form, initial=request.POST.dict(), offered=offered)
    elif request.method == "POST":
        form = DeclaredAnswersForm(wanted.form, request.POST, request.FILES, offered=offered)
        status = _INVALID
        if form.is_valid():
            try:
                submitted = submit_application(
                    kind=kind,
                    typed=form.typed(),
                    scans=form.read_scans(most_pages=MOST_SCANS),
                    submission_key=_key(request),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                form.add_faults(error)
                status = status_of(error)
            else:
                return redirect("accounts:apply-done", submitted.application_id)
    return _form_page(request, wanted, form, proof, status=status)


@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Send the form as a page to fill in, print, seal and scan (S01-3)."""
    wanted = queries.get_kind(kind)
    context = {"form": wanted.form, "scan": FieldType.SCAN.value}
    response = render(request, "accounts/applications/_template.html", context)
    response["Content-Disposition"] = f'attachment; filename="{wanted.code}.html"'
    return response


@never_cache
@require_safe
def done(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Say that it has arrived, and its number: without this page nothing was sent (S01-4)."""
    proof = _proof(request)
    if proof is None:
        return _to_mobile(request)
    application = queries.get_own_application(ApplicationId(application_id), proof=proof)
    context = {
        "number": application.number,
        "title": application.kind.form.title,
        "mobile": proof.mobile.masked,
        "again_url": reverse("accounts:apply-new", args=[application.kind.code]),
        "record_url": reverse("accounts:apply-record", args=[application.id]),
        "steps": _steps(current=3),
    }
    return render(request, "accounts/applications/done.html", context)


@never_cache
@sensitive_post_parameters("name")
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Find the applications of a proven mobile by part of a name (S01-7)."""
    proof = _proof(request)
    if proof is None:
        return _to_mobile(request)
    form = ProgressForm(request.POST if request.method == "POST" else None)
    status, rows = 200, None
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            status = 200
            found = queries.list_own_applications(proof=proof, name=form.cleaned_data["name"])
            rows = application_pages.own_lines(found)
    context = {"form": form, "rows": rows, "mobile": proof.mobile.masked}
    return render(request, "accounts/applications/progress.html", context, status=status)


@never_cache
@require_safe
def record(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show one application with the reviewer's feedback underneath (S01-8)."""
    proof = _proof(request)
    if proof is None:
        return _to_mobile(request)
    application = queries.get_own_application(ApplicationId(application_id), proof=proof)
    context = {
        "page": application_pages.own_page(application),
        "is_sent": request.GET.get("sent") == "1",
    }
    return render(request, "accounts/applications/record.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show a returned application as it was filled in, and take it in again."""
    proof = _proof(request)
    if proof is None:
        return _to_mobile(request)
    application = queries.get_own_application(ApplicationId(application_id), proof=proof)
    declared = application.kind.form
    offered = queries.list_offers(application.kind, mobile=proof.mobile)
    pages = [scan.field for scan in application.scans]
    kept = {field: pages.count(field) for field in pages}
    again = {
        field.again_key: application.answers.get(field.key, "")
        for field in declared.fields
        if field.is_twice
    }
    initial = request.POST.dict() if "refresh" in request.POST else {**application.answers, **again}
    form = DeclaredAnswersForm(declared, initial=initial, offered=offered, kept_pages=kept)
    status = 200
    if request.method == "POST" and "refresh" not in request.POST:
        form = DeclaredAnswersForm(
            declared, request.POST, request.FILES, offered=offered, kept_pages=kept
        )
        status = _INVALID
        if form.is_valid():
            try:
                correct_application(
                    application_id=application.id,
                    typed=form.typed(),
                    scans=form.read_scans(most_pages=MOST_SCANS),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                form.add_faults(error)
                status = status_of(error)
            else:
                return redirect("accounts:apply-record", application.id)
    feedback = next((step.note for step in reversed(application.steps) if step.note), "")
    return _form_page(request, application.kind, form, proof, status=status, feedback=feedback)


@require_POST
def activation(request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
    """Send the first code of an approved account again."""
    if _proof(request) is None:
        return _to_mobile(request)
    renew_first_code(
        application_id=ApplicationId(application_id),
        visit=cookies.visit_of(request),
        now=clock.now(),
    )
    return redirect(reverse("accounts:apply-record", args=[application_id]) + "?sent=1")


def _proof(request: HttpRequest) -> MobileProof | None:
    return queries.find_mobile_proof(visitor_token=cookies.visit_of(request).token, now=clock.now())


def _to_mobile(request: HttpRequest) -> HttpResponse:
    # What was being sent is lost: only a page that was read can be gone back to.
    wanted = request.path if request.method in {"GET", "HEAD"} else reverse("accounts:apply")
    return redirect(f"{reverse('accounts:apply-mobile')}?next={wanted}")


def _form_page(
    request: HttpRequest,
    kind: ApplicationKind,
    form: DeclaredAnswersForm,
    proof: MobileProof,
    *,
    status: int,
    feedback: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "title": kind.form.title,
        "lead": kind.form.lead,
        "template_url": reverse("accounts:apply-template", args=[kind.code])
        if any(field.type is FieldType.SCAN for field in kind.form.fields)
        else "",
        "mobile": proof.mobile.masked,
        "feedback": feedback,
        "submission_key": _key(request),
        "steps": _steps(current=2),
    }
    return render(request, "accounts/applications/form.html", context, status=status)


def _key(request: HttpRequest) -> uuid.UUID:
    """Return the key of the page that was sent, or a fresh one for the page to come."""
    try:
        return uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return uuid.uuid4()


def _single(offered: Mapping[str, Sequence[Choice]]) -> dict[str, str]:
    """Fill in by itself where there is no choice: the only enterprise owns the project (S09-5)."""
    return {key: each[0].value for key, each in offered.items() if len(each) == 1}


def _steps(*, current: int) -> tuple[JourneyStep, ...]:
    return journey_steps(_("验证手机"), _("填写申请"), _("等待审核"), current=current)

"""The overview, the beginning, and the steps without a camera."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts
from shiming.accounts.types import SourceUse
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType
from shiming.kernel.levels import Level
from shiming.proofing import errors, ports, queries
from shiming.proofing.actions.choose_document import choose_document
from shiming.proofing.actions.confirm_form import confirm_form
from shiming.proofing.actions.resume_case import resume_case
from shiming.proofing.actions.start_proofing import start_proofing
from shiming.proofing.actions.submit_case import submit_case
from shiming.proofing.actions.undo_step import undo_step
from shiming.proofing.actions.withdraw_case import withdraw_case
from shiming.proofing.journeys import online
from shiming.proofing.policies import cases, levels
from shiming.proofing.types import (
    OPEN_STATES,
    CaseState,
    ConsentKind,
    StepKey,
    TryKind,
)
from shiming.proofing.web import labels
from shiming.proofing.web.forms import (
    ConsentForm,
    DocumentForm,
    EntryForm,
    GuardianForm,
    add_refusal,
    entered_by,
)
from shiming.proofing.web.presenters import (
    day,
    evidence_rows,
    missing_rows,
    result_page,
    steps_bar,
)
from shiming.proofing.web.presenters_archive import archive_looks
from shiming.proofing.web.views.entering import (
    Entered,
    leading_on,
    step_page,
    to_furthest,
    to_step,
)
from shiming.registers.types import Outcome
from shiming.web_kit.actors import actor_of, require_sign_in, safe_next_url
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import status_of

_FIELD_OF = {
    "kernel.name.length": "name",
    "kernel.name.alphabet": "name",
    "proofing.document.expired": "valid_until",
    "proofing.document.not_yet_valid": "valid_from",
    "proofing.document.validity_unreadable": "valid_until",
    "proofing.form.factor_missing": "ethnicity",
    "proofing.person.differs": "number",
}
_WANTED = {Level.PRIMARY, Level.INTERMEDIATE}
_INVALID = 422


@require_GET
@require_sign_in
def overview(request: HttpRequest) -> HttpResponse:
    """Show the level, what it rests on, what is missing for the next one, and the open case."""
    now = clock.now()
    actor = actor_of(request)
    facts = queries.facts_of_account(account_id=_account_id(request))
    assurance = levels.level_of(evidence=facts, now=now, policy=ports.policy())
    goal = Level.PRIMARY if assurance.level < Level.PRIMARY else Level.INTERMEDIATE
    case = queries.find_current_case(viewer=actor)
    context = {
        "level": max(assurance.level, Level.REGISTERED),
        "until": day(assurance.until),
        "goal": str(labels.LEVELS[goal]),
        "missing": missing_rows(
            missing=queries.missing_for_account(
                account_id=_account_id(request), level=goal, now=now
            )
        ),
        "evidence": evidence_rows(evidence=queries.list_evidence(viewer=actor), now=now),
        "case_state": str(labels.STATES[CaseState(case.state)]) if case else "",
        "is_open": case is not None and CaseState(case.state) in OPEN_STATES,
        "has_proofs": _has_proofs(request, now=now),
        "looks": archive_looks(queries.list_own_archive_looks(viewer=actor)),
    }
    return render(request, "proofing/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def start(request: HttpRequest) -> HttpResponse:
    """Say what is needed and why, and begin; `next` is where the person goes back to (C2)."""
    now = clock.now()
    asked = request.POST if request.method == "POST" else request.GET
    wanted = next(
        (level for level in _WANTED if level.slug == asked.get("level")), Level.INTERMEDIATE
    )
    return_to = safe_next_url(asked.get("next"), default="")
    actor = actor_of(request)
    if request.method == "POST":
        start_proofing(actor=actor, wanted_level=wanted, return_to=return_to, now=now)
        return to_furthest(request)
    facts = queries.facts_of_account(account_id=_account_id(request))
    assurance = levels.level_of(evidence=facts, now=now, policy=ports.policy())
    case = queries.find_current_case(viewer=actor)
    context = {
        "wanted": wanted,
        "wanted_label": str(labels.LEVELS[wanted]),
        "level": max(assurance.level, Level.REGISTERED),
        "is_reached": assurance.level >= wanted,
        "missing": missing_rows(
            missing=queries.missing_for_account(
                account_id=_account_id(request), level=wanted, now=now
            )
        ),
        "return_to": return_to,
        "is_open": case is not None and CaseState(case.state) in OPEN_STATES,
        "has_proofs": _has_proofs(request, now=now),
    }
    return render(request, "proofing/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@step_page(StepKey.DOCUMENT)
def document(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Ask for the kind of document; those that only the window takes say so."""
    form = DocumentForm(
        request.POST if request.method == "POST" else None,
        initial={"document_type": entered.case.document_type or DocumentType.RESIDENT_ID_CARD},
    )
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                choose_document(
                    actor=entered.actor,
                    document_type=DocumentType(form.cleaned_data["document_type"]),
                    now=clock.now(),
                )
            except errors.DocumentOnlyAtCounter as error:
                add_refusal(form, error, "document_type")
                status = status_of(error)
            else:
                return to_step(request, "proofing:front")
    context = {"form": form, "steps": steps_bar(current=StepKey.DOCUMENT, state=entered.state)}
    return render(request, "proofing/document.html", context, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@step_page(StepKey.FORM)
def form(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Show what was read off the document; the person confirms or corrects it."""
    needs_guardian = "guardian_name" in request.POST or entered.case.has_guardian
    kind: type[EntryForm] = GuardianForm if needs_guardian else EntryForm
    read = queries.fields_read(case=entered.case)
    filled = kind(
        request.POST if request.method == "POST" else None,
        initial=entered.case.entered if entered.case.entered.get("number") else read,
    )
    status = 200
    if request.method == "POST":
        status = _INVALID
        if filled.is_valid():
            try:
                confirm_form(actor=entered.actor, entered=entered_by(filled), now=clock.now())
            except errors.GuardianNeeded as error:
                filled = GuardianForm(request.POST)
                filled.full_clean()
                add_refusal(filled, error, "guardian_name")
                status = status_of(error)
            except (errors.CaseMovedOn, errors.StepNotReachable):
                raise
            except DomainError as error:
                add_refusal(filled, error, _field_of(error))
                status = status_of(error)
            else:
                return to_step(request, "proofing:consent")
    context = {
        "form": filled,
        "is_read": bool(read),
        "steps": steps_bar(current=StepKey.FORM, state=entered.state),
    }
    return render(request, "proofing/form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@step_page(StepKey.CONSENT)
def consent(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Ask for the consents, the face apart, and hand the case in; offer the window instead."""
    now = clock.now()
    data_text = queries.get_consent_text(kind=ConsentKind.DATA_PROCESSING, now=now)
    face_text = queries.get_consent_text(kind=ConsentKind.FACE, now=now)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        initial={"data_text": data_text.pk, "face_text": face_text.pk},
    )
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                submit_case(actor=entered.actor, agreed_to=_agreed(form), now=now)
            except (errors.CaseMovedOn, errors.StepNotReachable):
                raise
            except DomainError as error:
                field = "agrees_to_data" if isinstance(error, errors.ConsentMissing) else None
                add_refusal(form, error, field)
                status = status_of(error)
            else:
                return to_step(request, "proofing:register")
    context = {
        "form": form,
        "data_text": data_text,
        "face_text": face_text,
        "is_under_age": entered.case.is_under_age,
        "steps": steps_bar(current=StepKey.CONSENT, state=entered.state),
    }
    return render(request, "proofing/consent.html", context, status=status)


@require_GET
@step_page(StepKey.REGISTER)
def register(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Show that the register is being asked, or waited for; go on when it has answered."""
    if CaseState(entered.case.state) is CaseState.LIVE:
        return to_step(request, "proofing:live")
    context = {
        "is_waiting": entered.case.register_outcome == Outcome.UNAVAILABLE,
        "steps": steps_bar(current=StepKey.REGISTER, state=entered.state),
    }
    return render_page(
        request, "proofing/register.html", context, fragment="proofing/_register_progress.html"
    )


@require_GET
@step_page(StepKey.RESULT)
def result(request: HttpRequest, entered: Entered) -> HttpResponse:
    """Show what became of the case (S18-9)."""
    now = clock.now()
    facts = queries.facts_of_account(account_id=entered.case.account_id)
    assurance = levels.level_of(evidence=facts, now=now, policy=ports.policy())
    resumption = cases.resumption_of(
        refused_step=entered.case.refused_step, refusal_code=entered.case.refusal_code
    )
    kind = TryKind.LIVE if entered.case.refused_step == StepKey.LIVE else TryKind.REGISTER
    page = result_page(
        case=entered.case,
        level=max(assurance.level, Level.REGISTERED),
        until=assurance.until,
        tries_left=queries.count_tries_left_for_case(case=entered.case, kind=kind, now=now),
        may_resume=resumption is not None,
    )
    if request.headers.get("HX-Request") == "true" and not page.is_checking:
        return to_step(request, "proofing:result")
    context = {"page": page, "steps": steps_bar(current=StepKey.RESULT, state=entered.state)}
    return render_page(
        request, "proofing/result.html", context, fragment="proofing/_result_progress.html"
    )


@require_POST
@leading_on
def resume(request: HttpRequest) -> HttpResponse:
    """Try again from the step that failed."""
    resume_case(actor=actor_of(request), now=clock.now())
    return to_furthest(request)


@require_POST
@leading_on
def undo(request: HttpRequest, step: str) -> HttpResponse:
    """Go back to a step and take back what it gathered."""
    key = StepKey(step)
    try:
        undo_step(actor=actor_of(request), step=key, now=clock.now())
    except errors.StepCannotBeUndone:
        return to_furthest(request)
    return to_step(request, online.STEP_OF[key].url_name)


@require_http_methods(["GET", "HEAD", "POST"])
@leading_on
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask whether to give the attempt up, and do so."""
    if request.method == "POST":
        withdraw_case(actor=actor_of(request), now=clock.now())
        if request.POST.get("again"):
            return redirect("proofing:start")
        return redirect("proofing:overview")
    queries.get_current_case(viewer=actor_of(request))
    return render(request, "proofing/withdraw.html", {"question": _("放弃本次实名认证？")})


def _account_id(request: HttpRequest) -> uuid.UUID:
    account_id = actor_of(request).account_id
    if account_id is None:  # pragma: no cover  the decorator lets only accounts in
        raise errors.CaseNotFound
    return account_id


def _has_proofs(request: HttpRequest, *, now: dt.datetime) -> bool:
    """Tell whether others can prove at this portal who somebody is (S33-22)."""
    return bool(
        accounts_ports.trusted_sources().list_offered(
            portal=accounts.portal_of_host(request.get_host()).code, use=SourceUse.PROOF, now=now
        )
    )


def _agreed(form: ConsentForm) -> set[uuid.UUID]:
    fields = form.cleaned_data
    pairs = (
        (fields["agrees_to_data"], fields["data_text"]),
        (fields["agrees_to_face"], fields["face_text"]),
    )
    return {text for is_agreed, text in pairs if is_agreed and text is not None}


def _field_of(error: DomainError) -> str | None:
    if error.code.startswith("kernel.") and error.code not in _FIELD_OF:
        return "number"
    return _FIELD_OF.get(error.code)

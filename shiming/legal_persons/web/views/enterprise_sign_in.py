"""Signing in for a unit: its password, who acts for it, their own secret, an agency's client."""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts import errors as accounts_errors
from shiming.accounts import ports as accounts_ports
from shiming.accounts import queries as accounts_queries
from shiming.accounts.types import (
    CheckedForm,
    CodePurpose,
    CounterScope,
    HumanAnswer,
    SignInMethod,
    SignInOutcome,
)
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.legal_persons import queries
from shiming.legal_persons.actions.enterprise_sign_in.choose_officer import choose_officer
from shiming.legal_persons.actions.enterprise_sign_in.enter_client import enter_client
from shiming.legal_persons.actions.enterprise_sign_in.enter_unit_alone import enter_unit_alone
from shiming.legal_persons.actions.enterprise_sign_in.enter_unit_password import (
    enter_unit_password,
)
from shiming.legal_persons.actions.enterprise_sign_in.prove_officer_by_code import (
    prove_officer_by_code,
)
from shiming.legal_persons.actions.enterprise_sign_in.prove_officer_by_password import (
    prove_officer_by_password,
)
from shiming.legal_persons.actions.enterprise_sign_in.send_officer_code import send_officer_code
from shiming.legal_persons.actions.enterprise_sign_in.step_back import step_back
from shiming.legal_persons.actions.enterprise_sign_in.synchronise_for_sign_in import (
    synchronise_for_sign_in,
)
from shiming.legal_persons.officer_proof import ClientWanted
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.types import (
    EntryStep,
    EntryWay,
    OfficeId,
    OfficerChoice,
    UnitSignInFacts,
    UnitSignInId,
)
from shiming.legal_persons.web.forms.enterprise_sign_in import (
    ClientForm,
    OfficerCodeForm,
    OfficerForm,
    OfficerPasswordForm,
    unit_fields,
)
from shiming.legal_persons.web.presenters import enterprise_sign_in as presenters
from shiming.legal_persons.web.refused_forms import Notice, add_refusal, notice_of
from shiming.web_kit.actors import safe_next_url
from shiming.web_kit.refusals import status_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
_INVALID = 422
_LEADS = {way: f"legal_persons/enterprise_sign_in/_lead_{way}.html" for way in EntryWay}


def _offered(view: View[P]) -> View[P]:
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        accounts_ports.sign_in_pages().check_offered(request, SignInMethod.UNIT)
        return view(request, *args, **kwargs)

    return guarded


@sensitive_post_parameters("unit", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@_offered
def enter_unit(request: HttpRequest, way: EntryWay) -> HttpResponse:
    """Ask for the unit and its password."""
    pages = accounts_ports.sign_in_pages()

    def act(typed: Mapping[str, str], human: HumanAnswer) -> HttpResponse:
        entered = enter_unit_password(
            way=way,
            identifier=typed["unit"],
            password=typed["password"],
            human=human,
            visit=pages.visit_of(request),
            now=clock.now(),
        )
        alone = enter_unit_alone(
            sign_in_id=entered.sign_in_id,
            wanted=safe_next_url(request.GET.get("next"), default=""),
            visit=pages.visit_of(request),
            replaces=pages.present_session(request),
            now=clock.now(),
        )
        if alone is not None:
            return pages.jump(request, alone.outcome, alone.address)
        return _to(request, "legal_persons:enterprise-officers", entered.sign_in_id)

    return pages.ask(
        request,
        fields=unit_fields(),
        act=act,
        method=SignInMethod.UNIT,
        checked=CheckedForm.UNIT_SIGN_IN,
        lead=_LEADS[way],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_offered
def officers(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """List the people who may act for the unit, or choose one of them."""
    visit, now = accounts_ports.sign_in_pages().visit_of(request), clock.now()
    key = UnitSignInId(sign_in_id)
    sign_in = queries.get_sign_in(key, visit=visit, now=now)
    notice = None
    if request.method == "POST":
        form = OfficerForm(request.POST)
        chosen = form.cleaned_data["office"] if form.is_valid() else uuid.UUID(int=0)
        try:
            choose_officer(sign_in_id=key, office_id=OfficeId(chosen), visit=visit, now=now)
        except DomainError as error:
            return _officer_list(request, sign_in, notice_of(error), status=status_of(error))
        return _to(request, "legal_persons:enterprise-proof", key)
    if elsewhere := _elsewhere(request, EntryStep.OFFICER, sign_in):
        return elsewhere
    if "synchronised" in request.GET:
        notice = presenters.synchronised()
    return _officer_list(request, sign_in, notice)


@require_POST
@_offered
def synchronise(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Have the officers read from the tax core, and go back to the list."""
    visit, now = accounts_ports.sign_in_pages().visit_of(request), clock.now()
    key = UnitSignInId(sign_in_id)
    sign_in = queries.get_sign_in(key, visit=visit, now=now)
    try:
        synchronise_for_sign_in(sign_in_id=key, visit=visit, now=now)
    except DomainError as error:
        return _officer_list(request, sign_in, notice_of(error), status=status_of(error))
    return _to(request, "legal_persons:enterprise-officers", key, synchronised="1")


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@_offered
def proof(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Show what can prove the chosen officer, or take the code that was sent to their mobile."""
    pages, now = accounts_ports.sign_in_pages(), clock.now()
    key = UnitSignInId(sign_in_id)
    sign_in = queries.get_sign_in(key, visit=pages.visit_of(request), now=now)
    if request.method != "POST":
        elsewhere = _elsewhere(request, EntryStep.PROOF, sign_in)
        return elsewhere or _proof_page(request, sign_in, now=now)
    form = OfficerCodeForm(request.POST)
    if not form.is_valid():
        return _proof_page(request, sign_in, code=form, status=_INVALID, now=now)
    try:
        outcome = prove_officer_by_code(
            sign_in_id=key,
            office_id=OfficeId(form.cleaned_data["office"]),
            typed_code=form.cleaned_data["code"],
            visit=pages.visit_of(request),
            replaces=pages.present_session(request),
            now=now,
        )
    except (
        accounts_errors.CodeWrong,
        accounts_errors.CodeNotUsable,
        accounts_errors.SignInLocked,
    ) as error:
        add_refusal(form, error, "code")
        return _proof_page(request, sign_in, code=form, status=status_of(error), now=now)
    return _after_proof(request, outcome)


@sensitive_post_parameters("password")
@require_POST
@_offered
def proof_by_password(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Take the chosen officer's own password."""
    pages, now = accounts_ports.sign_in_pages(), clock.now()
    key = UnitSignInId(sign_in_id)
    sign_in = queries.get_sign_in(key, visit=pages.visit_of(request), now=now)
    form = OfficerPasswordForm(request.POST)
    if not form.is_valid():
        return _proof_page(request, sign_in, password=form, status=_INVALID, now=now)
    try:
        outcome = prove_officer_by_password(
            sign_in_id=key,
            office_id=OfficeId(form.cleaned_data["office"]),
            password=form.cleaned_data["password"],
            visit=pages.visit_of(request),
            replaces=pages.present_session(request),
            now=now,
        )
    except (accounts_errors.BadCredentials, accounts_errors.SignInLocked) as error:
        add_refusal(form, error, "password")
        return _proof_page(request, sign_in, password=form, status=status_of(error), now=now)
    return _after_proof(request, outcome)


@require_POST
@_offered
def send_code(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Send a code to the chosen officer's own mobile."""
    visit, now = accounts_ports.sign_in_pages().visit_of(request), clock.now()
    key = UnitSignInId(sign_in_id)
    sign_in = queries.get_sign_in(key, visit=visit, now=now)
    form = OfficerForm(request.POST)
    chosen = form.cleaned_data["office"] if form.is_valid() else uuid.UUID(int=0)
    try:
        send_officer_code(sign_in_id=key, office_id=OfficeId(chosen), visit=visit, now=now)
    except (accounts_errors.CodeTooSoon, accounts_errors.CodeLimitReached) as error:
        code = OfficerCodeForm({"office": chosen})
        code.full_clean()
        code.errors.clear()
        add_refusal(code, error, "code")
        return _proof_page(request, sign_in, code=code, status=status_of(error), now=now)
    return _to(request, "legal_persons:enterprise-proof", key)


@require_POST
@_offered
def back(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Go back to the list of officers."""
    visit = accounts_ports.sign_in_pages().visit_of(request)
    step_back(sign_in_id=UnitSignInId(sign_in_id), visit=visit, now=clock.now())
    return _to(request, "legal_persons:enterprise-officers", UnitSignInId(sign_in_id))


@sensitive_post_parameters("number", "agreement")
@require_http_methods(["GET", "HEAD", "POST"])
@_offered
def client(request: HttpRequest, sign_in_id: uuid.UUID) -> HttpResponse:
    """Ask an agency's employee for the client and the agreement password."""
    pages, now = accounts_ports.sign_in_pages(), clock.now()
    key = UnitSignInId(sign_in_id)
    sign_in = queries.get_sign_in(key, visit=pages.visit_of(request), now=now)
    if request.method != "POST" and (elsewhere := _elsewhere(request, EntryStep.CLIENT, sign_in)):
        return elsewhere
    form = ClientForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                outcome = enter_client(
                    sign_in_id=key,
                    number=form.cleaned_data["number"],
                    agreement_password=form.cleaned_data["agreement"],
                    visit=pages.visit_of(request),
                    replaces=pages.present_session(request),
                    now=now,
                )
            except DomainError as error:
                add_refusal(form, error, None)
                status = status_of(error)
            else:
                return pages.after_sign_in(request, outcome)
    context = {
        "form": form,
        "unit_name": sign_in.unit_name,
        "back_url": _url(request, "legal_persons:enterprise-back", key),
    }
    return render(request, "legal_persons/enterprise_sign_in/client.html", context, status=status)


def _officer_list(
    request: HttpRequest, sign_in: UnitSignInFacts, notice: Notice | None, *, status: int = 200
) -> HttpResponse:
    choices = queries.list_choices(sign_in, now=clock.now())
    context = {
        "unit_name": sign_in.unit_name,
        "rows": [presenters.officer_row(choice) for choice in choices],
        "notice": notice,
        "synchronise_url": _url(request, "legal_persons:enterprise-synchronise", sign_in.id),
        "restart_url": accounts_ports.sign_in_pages().with_next(
            request, reverse("legal_persons:enterprise")
        ),
    }
    return render(request, "legal_persons/enterprise_sign_in/officers.html", context, status=status)


def _proof_page(
    request: HttpRequest,
    sign_in: UnitSignInFacts,
    *,
    now: dt.datetime,
    code: OfficerCodeForm | None = None,
    password: OfficerPasswordForm | None = None,
    status: int = 200,
) -> HttpResponse:
    if refusal := rules.refusal_to_take(EntryStep.PROOF, sign_in):
        raise refusal
    office_id = sign_in.office_id or OfficeId(uuid.UUID(int=0))
    choice = queries.get_choice(sign_in, office_id=office_id, now=now)
    initial = {"office": choice.office_id}
    sent_at = _sent_at(request, sign_in, choice, now=now)
    interval = accounts_ports.policy().limits[CounterScope.CODE_SEND_NUMBER].interval
    wait = 0 if sent_at is None else int((sent_at + interval - now).total_seconds())
    row = presenters.officer_row(choice)
    context = {
        "unit_name": sign_in.unit_name,
        "row": row,
        "code": (code or OfficerCodeForm(initial=initial)) if choice.mobile else None,
        "password": (password or OfficerPasswordForm(initial=initial, prefix=None))
        if choice.has_password and sign_in.way is not EntryWay.QUICK
        else None,
        "sent_to": row.mobile if sent_at is not None else "",
        "resend_after": max(wait, 0),
        "code_url": _url(request, "legal_persons:enterprise-code", sign_in.id),
        "proof_url": _url(request, "legal_persons:enterprise-proof", sign_in.id),
        "password_url": _url(request, "legal_persons:enterprise-password", sign_in.id),
        "back_url": _url(request, "legal_persons:enterprise-back", sign_in.id),
    }
    return render(request, "legal_persons/enterprise_sign_in/proof.html", context, status=status)


def _sent_at(
    request: HttpRequest, sign_in: UnitSignInFacts, choice: OfficerChoice, *, now: dt.datetime
) -> dt.datetime | None:
    """Return when a code was last sent to this officer in this sign-in, or None."""
    sent = accounts_queries.find_last_code(
        purpose=CodePurpose.SIGN_IN_FOR_UNIT,
        visitor_token=accounts_ports.sign_in_pages().visit_of(request).token,
        now=now,
    )
    here = {"sign_in": str(sign_in.id), "office": str(choice.office_id)}
    return sent.sent_at if sent is not None and dict(sent.facts) == here else None


def _after_proof(request: HttpRequest, outcome: SignInOutcome | ClientWanted) -> HttpResponse:
    if isinstance(outcome, ClientWanted):
        return _to(request, "legal_persons:enterprise-client", outcome.sign_in_id)
    return accounts_ports.sign_in_pages().after_sign_in(request, outcome)


def _elsewhere(
    request: HttpRequest, wanted: EntryStep, sign_in: UnitSignInFacts
) -> HttpResponse | None:
    """Return the way to the furthest step, if the wanted one may not be entered."""
    if rules.STEP_OF[wanted].is_reachable(sign_in):
        return None
    return _to(request, rules.furthest_step(sign_in).url_name, sign_in.id)


def _to(request: HttpRequest, name: str, sign_in_id: UnitSignInId, **query: str) -> HttpResponse:
    url = _url(request, name, sign_in_id)
    for key, value in query.items():
        url += f"{'&' if '?' in url else '?'}{key}={value}"
    return redirect(url)


def _url(request: HttpRequest, name: str, sign_in_id: UnitSignInId) -> str:
    return accounts_ports.sign_in_pages().with_next(request, reverse(name, args=[sign_in_id]))

"""Signing in with another identity system, the first use of one, and proofs from it (E4)."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.registration.open_account_from_source import (
    open_account_from_source,
)
from shiming.accounts.actions.sign_in.return_from_source import return_from_source
from shiming.accounts.actions.sign_in.sign_in_at_source import sign_in_at_source
from shiming.accounts.policies.sources import answer_in
from shiming.accounts.source_entry import decide_first_use
from shiming.accounts.types import (
    CheckedForm,
    FirstUse,
    OutsideAim,
    OutsideKind,
    OutsideProofId,
    SourceForm,
    SourceUse,
)
from shiming.accounts.web import cookies, human_checks, journeys
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.sources import SourceSignInForm
from shiming.accounts.web.views.sign_in import FIELD_OF
from shiming.accounts.web.views.social import go
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in, safe_next_url
from shiming.web_kit.refusals import status_of

_INVALID = 422
BACK = "accounts:source-back"


@sensitive_post_parameters("name", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, code: str) -> HttpResponse:
    """Say where the button leads and go there, or ask for name and password of the source."""
    trust = _source(request, code, use=SourceUse.SIGN_IN).trust
    if trust.form is SourceForm.PASSWORD:
        return _with_password(request, code, trust.name)
    if request.method == "POST":
        return go(
            request, code, aim=OutsideAim.SIGN_IN, wanted=journeys.wanted_url(request), back=BACK
        )
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {
        "name": trust.name,
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    return render(request, "accounts/sources/go.html", context)


@require_GET
def source_back(request: HttpRequest, code: str) -> HttpResponse:
    """
    Take back who comes from the source: signed in, or led to what they have to decide.

    It writes although it is a GET, for that is how sources send people back; `state` guards it.
    """
    returned = return_from_source(
        code=code,
        # A parameter that stands there twice is none: two readers could take different ones.
        answer={name: one[0] for name, one in request.GET.lists() if len(one) == 1},
        redirect_uri=request.build_absolute_uri(reverse(BACK, args=[code])),
        actor=actor_of(request),
        visit=cookies.visit_of(request),
        replaces=cookies.present_session(request),
        now=clock.now(),
    )
    if returned.signed_in is not None:
        # What the person came for was kept on the server; the source brings nothing but `state`.
        request.GET = QueryDict(urlencode({"next": returned.wanted}))
        return journeys.after_sign_in(request, returned.signed_in)
    if returned.to_decide is not None:
        if actor_of(request).is_signed_in:
            return redirect("accounts:social-confirm", returned.to_decide)
        return redirect("accounts:source-first-use", returned.to_decide)
    return continue_to(request, safe_next_url(returned.wanted, default=reverse("accounts:proofs")))


@require_http_methods(["GET", "HEAD", "POST"])
def source_first_use(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Let whom no account is linked to sign in and link one, or open one, as the rule says."""
    now, visit = clock.now(), cookies.visit_of(request)
    if request.method == "POST":
        opened = open_account_from_source(
            proof_id=OutsideProofId(proof_id),
            visit=visit,
            replaces=cookies.present_session(request),
            now=now,
        )
        request.GET = QueryDict(urlencode({"next": opened.wanted}))
        return journeys.after_sign_in(request, opened.started)
    proof = queries.get_outside_proof(
        proof_id=OutsideProofId(proof_id), kind=OutsideKind.SOCIAL, visit=visit, now=now
    )
    said = answer_in(proof.secrets)
    if said is None:
        raise errors.OutsideNotUsable
    trust = _source(request, proof.provider, use=SourceUse.SIGN_IN).trust
    found = decide_first_use(trust=trust, answer=said, now=now)
    query = urlencode({"next": reverse("accounts:social-confirm", args=[proof_id])})
    context = {
        "name": trust.name,
        "has_account": found is FirstUse.PROVE and said.number is not None,
        "may_open": found in {FirstUse.OPEN, FirstUse.CHOOSE},
        "may_link": found is not FirstUse.OPEN,
        "sign_in_url": f"{reverse('accounts:sign-in')}?{query}",
        "register_url": f"{reverse('accounts:register')}?{query}",
    }
    return render(request, "accounts/sources/first_use.html", context)


@require_safe
@require_sign_in
def proofs(request: HttpRequest) -> HttpResponse:
    """List who can confirm, without signing anybody in, who the person is (S33-22)."""
    offered = ports.trusted_sources().list_offered(
        portal=queries.portal_of_host(request.get_host()).code,
        use=SourceUse.PROOF,
        now=clock.now(),
    )
    context = {
        "sources": tuple(one for one in offered if one.is_up),
        "down": tuple(one.name for one in offered if not one.is_up),
        "is_acting": actor_of(request).identity.legal_person_id is not None,
    }
    return render(request, "accounts/sources/proofs.html", context)


@require_POST
@require_sign_in
def proof_start(request: HttpRequest, code: str) -> HttpResponse:
    """Go to a source that confirms who the person is."""
    return go(
        request, code, aim=OutsideAim.CONFIRM, wanted=reverse("accounts:proofs-given"), back=BACK
    )


@require_safe
@require_sign_in
def proofs_given(request: HttpRequest) -> HttpResponse:
    """Say that the proof was taken, and what comes next."""
    return render(request, "accounts/sources/proof_given.html")


def _source(request: HttpRequest, code: str, *, use: SourceUse) -> ports.TrustedSource:
    portal = queries.portal_of_host(request.get_host()).code
    found = ports.trusted_sources().find(code, portal=portal, now=clock.now())
    if found is None or found.trust.use is not use:
        raise errors.SourceNotOffered
    return found


def _with_password(request: HttpRequest, code: str, name: str) -> HttpResponse:
    form = SourceSignInForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                entered = sign_in_at_source(
                    code=code,
                    name=form.cleaned_data["name"],
                    password=form.cleaned_data["password"],
                    wanted=journeys.wanted_url(request),
                    human=human_checks.answer_of(request, form),
                    visit=cookies.visit_of(request),
                    replaces=cookies.present_session(request),
                    now=clock.now(),
                )
            except DomainError as error:
                add_refusal(form, error, FIELD_OF.get(error.code))
                status = status_of(error)
            else:
                if entered.signed_in is not None:
                    return journeys.after_sign_in(request, entered.signed_in)
                return redirect("accounts:source-first-use", entered.to_decide)
    human = human_checks.part_of_page(request, CheckedForm.PASSWORD_SIGN_IN)
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {
        "form": form,
        "human": human,
        "name": name,
        "action": request.get_full_path(),
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    response = render(request, "accounts/sources/password.html", context, status=status)
    return human_checks.with_challenge(request, response, human)

"""Asking for the renewal of a certificate, and the officers who see it (S30-2)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from shiming.accounts import errors as accounts_errors
from shiming.accounts.types import AccountId
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.trust_sources import errors, queries
from shiming.trust_sources.actions.renewals.decide_renewal import decide_renewal
from shiming.trust_sources.actions.renewals.request_renewal import request_renewal
from shiming.trust_sources.types import RenewalId, TrustPermission
from shiming.trust_sources.web.forms.renewals import AnswerForm, RenewalForm
from shiming.trust_sources.web.presenters.renewals import CertificateRow, RenewalRow
from shiming.web_kit.actors import actor_of, require_permission, require_sign_in
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_ADD = "trust_sources/renewals/renewal_add.html"
_DECIDE = "trust_sources/renewals/renewal_decide.html"
_guard = require_permission(TrustPermission.MANAGE_AUTHORITIES)


@require_GET
@require_sign_in
def renewals(request: HttpRequest) -> HttpResponse:
    """List one's own certificates, when they end, and what was asked for."""
    account_id = _account_of(request)
    now = clock.now()
    context = {
        "certificates": tuple(
            CertificateRow.of(one, now=now) for one in queries.list_renewables(account_id)
        ),
        "requests": tuple(RenewalRow.of(one) for one in queries.list_own_renewals(account_id)),
        "was_sent": "sent" in request.GET,
    }
    return render(request, "trust_sources/renewals/renewals.html", context)


@require_http_methods(["GET", "POST"])
@require_sign_in
def renewal_add(request: HttpRequest, binding_id: uuid.UUID) -> HttpResponse:
    """Ask for the business need form, and hand it in."""
    found = queries.find_renewable(binding_id=binding_id, account_id=_account_of(request))
    if found is None:
        raise errors.RenewalNotPossible
    form = RenewalForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "certificate": CertificateRow.of(found[0], now=clock.now())}
    if request.method == "GET":
        return render(request, _ADD, context)
    if not form.is_valid():
        return render(request, _ADD, context, status=_INVALID)
    try:
        request_renewal(
            binding_id=binding_id,
            need=form.cleaned_data["need"],
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _ADD, context)
    return HttpResponseRedirect(f"{reverse('trust_sources:renewals')}?sent=1", status=303)


@require_GET
@_guard
def renewal_list(request: HttpRequest) -> HttpResponse:
    """Show the officers what waits for them."""
    rows = tuple(RenewalRow.of(one) for one in queries.list_open_renewals(viewer=actor_of(request)))
    context = {"rows": rows, "was_changed": "changed" in request.GET}
    return render(request, "trust_sources/renewals/renewal_list.html", context)


@require_http_methods(["GET", "POST"])
@_guard
def renewal_decide(request: HttpRequest, renewal_id: uuid.UUID) -> HttpResponse:
    """Show one request, and take the answer."""
    viewer = actor_of(request)
    found = next(
        (one for one in queries.list_open_renewals(viewer=viewer) if one.id == renewal_id), None
    )
    if found is None:
        raise errors.RenewalDecided
    form = AnswerForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "row": RenewalRow.of(found)}
    if request.method == "GET":
        return render(request, _DECIDE, context)
    if not form.is_valid():
        return render(request, _DECIDE, context, status=_INVALID)
    decide_renewal(
        renewal_id=RenewalId(renewal_id),
        is_done=request.POST.get("decision") == "done",
        answer=form.cleaned_data["answer"],
        officer=viewer,
        now=clock.now(),
    )
    return HttpResponseRedirect(f"{reverse('trust_sources:renewal-list')}?changed=1", status=303)


def _account_of(request: HttpRequest) -> AccountId:
    account_id = actor_of(request).account_id
    if account_id is None:
        raise accounts_errors.SignInRequired
    return AccountId(account_id)

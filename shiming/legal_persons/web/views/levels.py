"""What the unit that one acts for lacks for a level, and the ways to it (C2, S29-6, S33-23)."""

import uuid
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from shiming.accounts import ports as accounts_ports
from shiming.accounts.actions.sign_in.start_face_errand import start_face_errand
from shiming.accounts.types import (
    UNIT_METHODS,
    AccountId,
    AccountKind,
    FaceErrandKind,
    SignInMethod,
)
from shiming.kernel import clock
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.legal_persons import errors, queries
from shiming.legal_persons.types import LegalPersonFacts, LegalPersonId, LegalPersonPermission
from shiming.legal_persons.web.presenters.levels import level_page
from shiming.web_kit.actors import actor_of, require_sign_in, safe_next_url

_WANTED = {level.slug: level for level in (Level.PRIMARY, Level.INTERMEDIATE, Level.ADVANCED)}


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def level(request: HttpRequest) -> HttpResponse:
    """Show what is missing and how to give it; a POST begins the face check of the transaction."""
    actor, now = actor_of(request), clock.now()
    unit = _unit_of(actor)
    wanted = _WANTED.get(request.GET.get("level", ""), Level.INTERMEDIATE)
    transaction, back = _transaction_of(request), safe_next_url(request.GET.get("next"), default="")
    missing = queries.missing_for_unit(unit.id, level=wanted, now=now)
    is_own_account = actor.identity.legal_person_id is None
    is_shown = any(shown <= frozenset(actor.methods) for shown in UNIT_METHODS)
    page = level_page(
        unit=unit,
        level=queries.level_of_unit(unit.id, now=now).level,
        wanted=wanted,
        missing=missing,
        may_manage=actor.may(LegalPersonPermission.MANAGE_OFFICERS),
        may_show_face=bool(transaction) and actor.person_id is not None,
        sign_in_url=_sign_in_url(back) if is_own_account and not is_shown else "",
        own_proof_url=""
        if is_own_account or actor.level >= Level.PRIMARY
        else f"/proofing/start/?{urlencode({'next': request.get_full_path()})}",
        is_own_account=is_own_account,
        back_url=back,
    )
    if request.method == "POST" and page.may_show_face:
        proof_id = start_face_errand(
            kind=FaceErrandKind.TRANSACTION,
            reference=transaction,
            actor=actor,
            visit=accounts_ports.sign_in_pages().visit_of(request),
            now=now,
        )
        url = reverse("accounts:face-check", args=[proof_id])
        return redirect(f"{url}?{urlencode({'next': back})}")
    return render(request, "legal_persons/levels/level.html", {"page": page})


def _unit_of(actor: Actor) -> LegalPersonFacts:
    """Return the unit that somebody acts for, or whose own account this is."""
    if actor.identity.legal_person_id is not None:
        return queries.get_legal_person(LegalPersonId(actor.identity.legal_person_id))
    unit = (
        None
        if actor.account_id is None
        else queries.find_unit_of_account(AccountId(actor.account_id))
    )
    if unit is None:
        raise errors.UnitNotFound
    return unit


def _sign_in_url(back: str) -> str:
    """Return where the unit's own account shows its certificate or licence, and then goes on."""
    query = {
        "kind": AccountKind.UNIT.value,
        "methods": f"{SignInMethod.CERTIFICATE},{SignInMethod.LICENCE}",
        "again": "1",
        "next": back or reverse("legal_persons:level"),
    }
    return f"{reverse('accounts:sign-in')}?{urlencode(query)}"


def _transaction_of(request: HttpRequest) -> str:
    text = request.GET.get("transaction", "")
    if not text:
        return ""
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise Http404 from error

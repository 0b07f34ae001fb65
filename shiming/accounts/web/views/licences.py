"""Signing in with an enterprise's electronic licence, and binding one (S25-6)."""

import uuid

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.bindings.bind_licence import bind_licence
from shiming.accounts.actions.sign_in.sign_in_with_licence import sign_in_with_licence
from shiming.accounts.actions.sign_in.start_licence import start_licence
from shiming.accounts.types import (
    OutsideAim,
    OutsideKind,
    OutsideOutcome,
    OutsideProof,
    SignInMethod,
)
from shiming.accounts.types import OutsideProofId as ProofId
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.sign_in_pages import offered
from shiming.accounts.web.views.bindings import to_confirmation
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.pages import render_page


@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.LICENCE)
def licence(request: HttpRequest) -> HttpResponse:
    """Say what is needed, and show the code."""
    return _begin(request, aim=OutsideAim.SIGN_IN)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def licence_bind(request: HttpRequest) -> HttpResponse:
    """Say what is needed for binding, and show the code."""
    return _begin(request, aim=OutsideAim.BIND)


@require_safe
def licence_code(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Show the code, and go on as soon as the holder has answered."""
    proof = _proof_of(request, proof_id)
    answer = ports.licence_wallet().ask(reference=proof.secrets["reference"], now=clock.now())
    context = {
        "proof": proof,
        "is_waiting": answer.outcome in {OutsideOutcome.WAITING, OutsideOutcome.UNAVAILABLE},
        "poll_url": journeys.with_next(request, request.path),
        "finish_url": journeys.with_next(
            request, reverse("accounts:licence-finish", args=[proof.id])
        ),
        "again_url": _begin_url(request, proof.aim),
    }
    return render_page(
        request, "accounts/licence/code.html", context, fragment="accounts/licence/_progress.html"
    )


@require_safe
def licence_picture(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Draw what the holder's app scans."""
    payload = _proof_of(request, proof_id).secrets["payload"]
    drawn = segno.make(payload, error="m", micro=False).svg_inline(scale=4, omitsize=True)
    response = HttpResponse(
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        content_type="image/svg+xml",
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def licence_finish(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Sign in, or bind."""
    proof, visit, now = _proof_of(request, proof_id), cookies.visit_of(request), clock.now()
    if proof.aim is OutsideAim.BIND:
        try:
            bind_licence(proof_id=proof.id, actor=actor_of(request), visit=visit, now=now)
        except errors.ReauthenticationRequired:
            return to_confirmation(reverse("accounts:licence-bind"))
        return redirect("accounts:bindings")
    outcome = sign_in_with_licence(
        proof_id=proof.id, visit=visit, replaces=cookies.present_session(request), now=now
    )
    return journeys.after_sign_in(request, outcome)


def _begin(request: HttpRequest, *, aim: OutsideAim) -> HttpResponse:
    if not ports.licence_wallet.is_filled:
        raise errors.LicenceNotOffered
    if request.method == "POST":
        try:
            proof_id = start_licence(
                aim=aim,
                actor=actor_of(request),
                visit=cookies.visit_of(request),
                now=clock.now(),
            )
        except errors.ReauthenticationRequired:
            return to_confirmation(request.path)
        url = reverse("accounts:licence-code", args=[proof_id])
        return redirect(journeys.with_next(request, url))
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {
        "is_binding": aim is OutsideAim.BIND,
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    return render(request, "accounts/licence/start.html", context)


def _begin_url(request: HttpRequest, aim: OutsideAim) -> str:
    name = "accounts:licence-bind" if aim is OutsideAim.BIND else "accounts:licence"
    return journeys.with_next(request, reverse(name))


def _proof_of(request: HttpRequest, proof_id: uuid.UUID) -> OutsideProof:
    return queries.get_outside_proof(
        proof_id=ProofId(proof_id),
        kind=OutsideKind.LICENCE,
        visit=cookies.visit_of(request),
        now=clock.now(),
    )

"""The face once more, for one transaction (Q20)."""

import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from shiming.accounts import ports as accounts_ports
from shiming.accounts.actions.sign_in.start_face_errand import start_face_errand
from shiming.accounts.types import FaceErrandKind
from shiming.kernel import clock
from shiming.kernel.levels import Level
from shiming.proofing.web.addresses import step_up_url
from shiming.web_kit.actors import actor_of, require_sign_in, safe_next_url


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def show(request: HttpRequest, transaction: uuid.UUID) -> HttpResponse:
    """Say why the face is wanted, and begin; who is below intermediate is led there first."""
    actor = actor_of(request)
    back = safe_next_url(request.GET.get("next"))
    if actor.level < Level.INTERMEDIATE and actor.identity.legal_person_id is None:
        return redirect(step_up_url(level=Level.INTERMEDIATE, next_url=request.get_full_path()))
    if request.method == "POST":
        proof_id = start_face_errand(
            kind=FaceErrandKind.TRANSACTION,
            reference=str(transaction),
            actor=actor,
            visit=accounts_ports.sign_in_pages().visit_of(request),
            now=clock.now(),
        )
        url = reverse("accounts:face-check", args=[proof_id])
        return redirect(f"{url}?{urlencode({'next': back})}")
    return render(request, "proofing/transaction.html", {"back_url": back})

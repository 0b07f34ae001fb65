"""Signing in with a face, and confirming with it that it is still the same person."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.recovery.prove_recovery_face import prove_recovery_face
from shiming.accounts.actions.sign_in.confirm_with_face import confirm_with_face
from shiming.accounts.actions.sign_in.finish_face_errand import finish_face_errand
from shiming.accounts.actions.sign_in.sign_in_with_face import sign_in_with_face
from shiming.accounts.actions.sign_in.start_face_confirmation import start_face_confirmation
from shiming.accounts.actions.sign_in.start_face_sign_in import start_face_sign_in
from shiming.accounts.types import (
    FaceCheckId,
    FaceState,
    OutsideAim,
    OutsideKind,
    OutsideProof,
    OutsideProofId,
    SignInMethod,
)
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.faces import FaceSignInForm
from shiming.accounts.web.sign_in_pages import offered
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in
from shiming.web_kit.pages import render_page
from shiming.web_kit.refusals import problem, render_refusal, status_of

_INVALID = 422
_FIELD_OF = {"accounts.face.document_excluded": "document_type"}
_AGAIN = {
    OutsideAim.SIGN_IN: "accounts:face",
    OutsideAim.CONFIRM: "accounts:face-confirm",
    OutsideAim.RECOVER: "accounts:recover-face",
}


@sensitive_post_parameters("number", "name")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.DOCUMENT_FACE)
def face(request: HttpRequest) -> HttpResponse:
    """Ask who it is: document type, number and name (S31-5)."""
    return _ask_who(request, is_number_alone=False)


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.FACE)
def face_number(request: HttpRequest) -> HttpResponse:
    """Ask who it is by the number alone (S13-4)."""
    return _ask_who(request, is_number_alone=True)


def _ask_who(request: HttpRequest, *, is_number_alone: bool) -> HttpResponse:
    form = FaceSignInForm(
        request.POST if request.method == "POST" else None, is_number_alone=is_number_alone
    )
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                proof_id = start_face_sign_in(
                    number=form.document,
                    name=form.cleaned_data.get("name"),
                    visit=cookies.visit_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                field = _FIELD_OF.get(error.code)
                add_refusal(form, error, field if field in form.fields else None)
                status = status_of(error)
            else:
                url = reverse("accounts:face-check", args=[proof_id])
                return redirect(journeys.with_next(request, url))
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    context = {
        "form": form,
        "is_number_alone": is_number_alone,
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
        "qr_url": f"{journeys.with_next(request, reverse('accounts:qr'))}",
    }
    return render(request, "accounts/face/start.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def face_confirm(request: HttpRequest) -> HttpResponse:
    """Say that the face is asked for once more, and begin."""
    if request.method == "POST":
        proof_id = start_face_confirmation(
            actor=actor_of(request), visit=cookies.visit_of(request), now=clock.now()
        )
        url = reverse("accounts:face-check", args=[proof_id])
        return redirect(journeys.with_next(request, url))
    return render(
        request, "accounts/face/confirm.html", {"cancel_url": journeys.wanted_url(request)}
    )


@require_safe
def face_check(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Explain and film, or show how far the judging is, or go on with what came of it."""
    now = clock.now()
    proof = _proof_of(request, proof_id)
    state = ports.face_check().facts_of(_check_of(proof), now=now).state
    args = [proof.id]
    context: dict[str, object] = {
        "state": state,
        "is_sign_in": proof.aim is OutsideAim.SIGN_IN,
        "poll_url": journeys.with_next(request, request.path),
        "finish_url": journeys.with_next(request, reverse("accounts:face-finish", args=args)),
        "leave_url": _leave_url(request, proof.aim),
    }
    if state is FaceState.OPEN:
        page = ports.face_check().page(now=now)
        context |= {
            "page": page,
            "start_url": reverse("accounts:face-draw", args=args),
            "frames_url": journeys.with_next(request, reverse("accounts:face-frames", args=args)),
            "begin_label": _("同意并开始人脸核验"),
            "action_count": page.action_count,
            "seconds": page.seconds,
        }
    return render_page(
        request, "accounts/face/check.html", context, fragment="accounts/face/_progress.html"
    )


def _leave_url(request: HttpRequest, aim: OutsideAim) -> str:
    if aim is OutsideAim.RECOVER:
        return reverse("accounts:recover")
    if aim is OutsideAim.ERRAND:
        return journeys.wanted_url(request)
    return journeys.with_next(request, reverse("accounts:sign-in"))


@require_POST
def face_draw(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Draw a sequence for the script of the page; to ask for it is to agree to be filmed."""
    try:
        proof = _proof_of(request, proof_id)
        drawn = ports.face_check().draw(
            check_id=_check_of(proof), actor=actor_of(request), now=clock.now()
        )
    except DomainError as error:
        return problem(error)
    return JsonResponse(
        {
            "session": str(proof.id),
            "nonce": drawn.nonce,
            "expires_at": drawn.expires_at.isoformat(),
            "actions": [
                {
                    "action": one.action,
                    "label": one.label,
                    "start_ms": one.start_ms,
                    "end_ms": one.end_ms,
                }
                for one in drawn.actions
            ],
        }
    )


@require_POST
def face_frames(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Take the frames from the script of the page, and say where to go on."""
    sent = request.FILES.get("clip")
    limit = ports.face_check().largest_clip()
    try:
        proof = _proof_of(request, proof_id)
        ports.face_check().hand_in(
            check_id=_check_of(proof),
            nonce=request.POST.get("nonce", ""),
            clip=b"" if sent is None else sent.read(limit + 1),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return problem(error)
    url = reverse("accounts:face-check", args=[proof.id])
    return JsonResponse({"url": journeys.with_next(request, url)})


@require_POST
def face_finish(request: HttpRequest, proof_id: uuid.UUID) -> HttpResponse:
    """Sign in, or note the confirmation, or lead back in; or say what else can be done."""
    visit, now = cookies.visit_of(request), clock.now()
    proof = _proof_of(request, proof_id)
    try:
        if proof.aim is OutsideAim.CONFIRM:
            confirm_with_face(proof_id=proof.id, actor=actor_of(request), visit=visit, now=now)
            return continue_to(request, journeys.wanted_url(request))
        if proof.aim is OutsideAim.ERRAND:
            finish_face_errand(proof_id=proof.id, actor=actor_of(request), visit=visit, now=now)
            return continue_to(request, journeys.wanted_url(request))
        if proof.aim is OutsideAim.RECOVER:
            issued = prove_recovery_face(proof_id=proof.id, visit=visit, now=now)
            response = redirect("accounts:activate-password")
            cookies.set_activation_cookie(request, response, issued.code)
            return response
        outcome = sign_in_with_face(
            proof_id=proof.id, visit=visit, replaces=cookies.present_session(request), now=now
        )
    except (errors.FaceNotRecognised, errors.FaceUnconvincing, errors.FaceUnavailable) as error:
        context = {
            "again_url": journeys.wanted_url(request)
            if proof.aim is OutsideAim.ERRAND
            else journeys.with_next(request, reverse(_AGAIN[proof.aim])),
            "is_sign_in": proof.aim is OutsideAim.SIGN_IN,
            "is_recovery": proof.aim is OutsideAim.RECOVER,
            "password_url": journeys.with_next(request, reverse("accounts:sign-in")),
            "sms_url": journeys.with_next(request, reverse("accounts:sign-in-sms")),
            "reason": _reason_of(error),
        }
        return render_refusal(request, error, "accounts/face/refused.html", context)
    return journeys.after_sign_in(request, outcome)


def _proof_of(request: HttpRequest, proof_id: uuid.UUID) -> OutsideProof:
    return queries.get_outside_proof(
        proof_id=OutsideProofId(proof_id),
        kind=OutsideKind.FACE,
        visit=cookies.visit_of(request),
        now=clock.now(),
    )


def _check_of(proof: OutsideProof) -> FaceCheckId:
    return FaceCheckId(uuid.UUID(proof.secrets["check_id"]))


def _reason_of(error: DomainError) -> str:
    """Return what the judge of the frames found, in words, if it is about the frames."""
    code = error.context.get("problem")
    return ports.face_check().words_for(code) if isinstance(code, str) and code else ""

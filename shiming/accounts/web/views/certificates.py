"""Signing in with a certificate key, and binding one; the key is reached through the card agent."""

import base64
import binascii
import dataclasses
import json
import ssl
import urllib.parse
import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.bindings.bind_certificate import bind_certificate
from shiming.accounts.actions.sign_in.issue_agent_ticket import issue_agent_ticket
from shiming.accounts.actions.sign_in.sign_in_with_certificate import sign_in_with_certificate
from shiming.accounts.actions.sign_in.sign_in_with_shown_certificate import (
    sign_in_with_shown_certificate,
)
from shiming.accounts.types import CertificateProblem, OutsideAim, OutsideProofId, SignInMethod
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.certificate_texts import TROUBLES
from shiming.accounts.web.sign_in_pages import offered
from shiming.accounts.web.views.bindings import to_confirmation
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.client_certificates import ENVIRON_KEY
from shiming.web_kit.middleware import CONTENT_SECURITY_POLICY
from shiming.web_kit.refusals import problem, status_of
from shiming.web_kit.texts import text_of

AGENT_URL = "ws://127.0.0.1:47011/"
AGENT_PROTOCOL = "shiming-agent.1"
# The one page that may talk to the agent on the same computer.
_POLICY = CONTENT_SECURITY_POLICY.replace(
    "connect-src 'self'", f"connect-src 'self' {AGENT_URL.rstrip('/')}"
)
_MOST_CHARACTERS = 64 * 1024


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    """What the page sends after the key has signed."""

    proof_id: OutsideProofId
    algorithm: str
    signature: bytes
    certificate: bytes
    chain: tuple[bytes, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.CERTIFICATE)
def certificate(request: HttpRequest) -> HttpResponse:
    """Sign in with a certificate key and its PIN."""
    if request.method != "POST":
        return _page(request, aim=OutsideAim.SIGN_IN)
    try:
        signed = _signed_of(request)
        outcome = sign_in_with_certificate(
            proof_id=signed.proof_id,
            algorithm=signed.algorithm,
            signature=signed.signature,
            certificate=signed.certificate,
            chain=signed.chain,
            visit=cookies.visit_of(request),
            replaces=cookies.present_session(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _page(request, aim=OutsideAim.SIGN_IN, error=error)
    return journeys.after_sign_in(request, outcome)


@require_POST
@offered(SignInMethod.CERTIFICATE)
def certificate_shown(request: HttpRequest) -> HttpResponse:
    """Sign in with the certificate that the browser has shown to the proxy in front (E5)."""
    try:
        shown = _shown_in(request)
        if shown is None:
            raise errors.CertificateRefused(problem=CertificateProblem.MALFORMED.value)
        outcome = sign_in_with_shown_certificate(
            certificate=shown,
            visit=cookies.visit_of(request),
            replaces=cookies.present_session(request),
            now=clock.now(),
        )
    except DomainError as error:
        return _page(request, aim=OutsideAim.SIGN_IN, error=error)
    return journeys.after_sign_in(request, outcome)


def _shown_in(request: HttpRequest) -> bytes | None:
    """Return the certificate that the proxy has seen (DER), or None."""
    shown = urllib.parse.unquote(str(request.META.get(ENVIRON_KEY, "")))
    if not shown or len(shown) > _MOST_CHARACTERS:
        return None
    try:
        return ssl.PEM_cert_to_DER_cert(shown.strip())
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def certificate_bind(request: HttpRequest) -> HttpResponse:
    """Bind a certificate to the own account."""
    if request.method != "POST":
        return _page(request, aim=OutsideAim.BIND)
    try:
        signed = _signed_of(request)
        bind_certificate(
            proof_id=signed.proof_id,
            algorithm=signed.algorithm,
            signature=signed.signature,
            certificate=signed.certificate,
            chain=signed.chain,
            actor=actor_of(request),
            visit=cookies.visit_of(request),
            now=clock.now(),
        )
    except errors.ReauthenticationRequired:
        return to_confirmation(request.path)
    except DomainError as error:
        return _page(request, aim=OutsideAim.BIND, error=error)
    return redirect("accounts:bindings")


@require_POST
def certificate_ticket(request: HttpRequest) -> HttpResponse:
    """Give the script a ticket for this connection of the agent, and what the key shall sign."""
    aim = OutsideAim.BIND if request.POST.get("aim") == OutsideAim.BIND else OutsideAim.SIGN_IN
    try:
        issued = issue_agent_ticket(
            aim=aim,
            nonce=request.POST.get("nonce", ""),
            origin=origin_of(request),
            actor=actor_of(request),
            visit=cookies.visit_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return problem(error)
    return JsonResponse(
        {"proof": str(issued.proof_id), "ticket": issued.ticket, "statement": issued.statement}
    )


@require_GET
def certificate_drivers(request: HttpRequest) -> HttpResponse:
    """List the brands of keys and where their drivers are had (电子钥匙下载, S30-2)."""
    verifier = ports.certificate_verifier
    brands = verifier().brands() if verifier.is_filled else ()
    return render(request, "accounts/certificate/drivers.html", {"brands": brands})


@require_GET
def agent_keys(request: HttpRequest) -> HttpResponse:
    """Tell card agents the platform's public keys (docs/reference/card-agent.md)."""
    keys = [dict(key) for key in ports.agent_signer().public_keys()]
    return JsonResponse({"origin": origin_of(request), "keys": keys})


def origin_of(request: HttpRequest) -> str:
    """Return this site's origin as the browser sends it."""
    return f"{request.scheme}://{request.get_host()}"


def _page(
    request: HttpRequest, *, aim: OutsideAim, error: DomainError | None = None
) -> HttpResponse:
    # The visitor's cookie has to be there before the ticket is asked for.
    cookies.visit_of(request)
    told = error and TROUBLES.get(str(error.context.get("problem", "")))
    context = {
        "is_binding": aim is OutsideAim.BIND,
        "aim": aim.value,
        "agent_url": AGENT_URL,
        "agent_protocol": AGENT_PROTOCOL,
        "troubles": tuple(TROUBLES.values()),
        "told": told or (error and text_of(error)),
        "is_offered": queries.is_certificate_accepted(),
        "is_shown": aim is OutsideAim.SIGN_IN and _shown_in(request) is not None,
        "shown_url": journeys.with_next(request, reverse("accounts:certificate-shown")),
        "brands": ports.certificate_verifier().brands()
        if ports.certificate_verifier.is_filled
        else (),
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    response = render(
        request,
        "accounts/certificate/certificate.html",
        context,
        status=200 if error is None else status_of(error),
    )
    response["Content-Security-Policy"] = _POLICY
    return response


def _signed_of(request: HttpRequest) -> _Signed:
    """
    Read what the page sends.

    :raises errors.CertificateRefused: if it is no answer of an agent's
    """
    malformed = errors.CertificateRefused(problem=CertificateProblem.MALFORMED.value)
    if sum(len(value) for value in request.POST.values()) > _MOST_CHARACTERS:
        raise malformed
    try:
        return _Signed(
            proof_id=OutsideProofId(uuid.UUID(request.POST.get("proof", ""))),
            algorithm=request.POST.get("algorithm", "")[:16],
            signature=_decode(request.POST.get("signature", "")),
            certificate=_decode(request.POST.get("certificate", "")),
            chain=tuple(_decode(one) for one in json.loads(request.POST.get("chain") or "[]")),
        )
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise malformed from None


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

"""Disability and martyr-family certificates of one's own (S32-6)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import errors, queries
from shiming.accounts.actions.wallet.keep_personal_certificate import keep_personal_certificate
from shiming.accounts.actions.wallet.look_up_certificate_number import look_up_certificate_number
from shiming.accounts.actions.wallet.remove_personal_certificate import (
    remove_personal_certificate,
)
from shiming.accounts.actions.wallet.show_certificate_picture import show_certificate_picture
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import PersonalCertificateKind
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.wallet import CertificateForm
from shiming.accounts.web.presenters import certificate_label
from shiming.accounts.web.views.credentials.fresh import require_fresh_proof
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422
_PAGE = "accounts/wallet/certificate.html"


@require_safe
@require_sign_in
def certificates(request: HttpRequest) -> HttpResponse:
    """Show what is filed, and what can be."""
    filed = {
        each.kind: each
        for each in queries.list_personal_certificates(owner_of_wallet(actor_of(request)))
    }
    rows = [
        {"kind": kind.value, "label": certificate_label(kind), "filed": filed.get(kind)}
        for kind in PersonalCertificateKind
    ]
    return render(request, "accounts/wallet/certificates.html", {"rows": rows})


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def keep(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for number and pictures, and file them."""
    chosen = _kind(kind)
    owner_of_wallet(actor_of(request))
    form = CertificateForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                keep_personal_certificate(
                    kind=chosen,
                    number=form.cleaned_data["number"],
                    pictures=form.read_pictures(),
                    actor=actor_of(request),
                    now=clock.now(),
                )
            except DomainError as error:
                is_about_number = error.code.startswith("accounts.personal_certificate.number")
                add_refusal(form, error, "number" if is_about_number else "pictures")
                status = status_of(error)
            else:
                return redirect("accounts:personal-certificates")
    return _form_page(request, chosen, form, status=status)


@require_POST
@require_sign_in
def look_up(request: HttpRequest, kind: str) -> HttpResponse:
    """Fill in the number that the certificate office has."""
    chosen = _kind(kind)
    try:
        number = look_up_certificate_number(actor=actor_of(request), now=clock.now())
    except errors.ReauthenticationRequired:
        # The form's page asks for the proof; a POST could not be sent again after it.
        return redirect("accounts:personal-certificate", kind)
    except DomainError as error:
        form = CertificateForm({})
        form.full_clean()
        add_refusal(form, error, "number")
        return _form_page(request, chosen, form, status=status_of(error))
    return _form_page(request, chosen, CertificateForm(initial={"number": number}), status=200)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def remove(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask whether a filed certificate shall go, and shred it."""
    chosen = _kind(kind)
    owner_of_wallet(actor_of(request))
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        remove_personal_certificate(kind=chosen, actor=actor_of(request), now=clock.now())
        return redirect("accounts:personal-certificates")
    context = {
        "label": certificate_label(chosen),
        "action": reverse("accounts:personal-certificate-remove", args=[kind]),
    }
    return render(request, "accounts/wallet/certificate_remove.html", context)


@require_safe
@never_cache
@require_fresh_proof
def picture(request: HttpRequest, kind: str, place: int) -> HttpResponse:
    """Send one picture to its owner."""
    content = show_certificate_picture(
        kind=_kind(kind), place=place, actor=actor_of(request), now=clock.now()
    )
    return HttpResponse(content, content_type="image/jpeg")


def _form_page(
    request: HttpRequest, kind: PersonalCertificateKind, form: CertificateForm, *, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "label": certificate_label(kind),
        # Looking up has an address of its own: what is saved afterwards must not go there.
        "keep_url": reverse("accounts:personal-certificate", args=[kind.value]),
        "may_look_up": kind is PersonalCertificateKind.DISABILITY,
        "look_up_url": reverse("accounts:personal-certificate-number", args=[kind.value]),
    }
    return render(request, _PAGE, context, status=status)


def _kind(text: str) -> PersonalCertificateKind:
    if text not in set(PersonalCertificateKind):
        raise Http404
    return PersonalCertificateKind(text)

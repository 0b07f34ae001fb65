"""Certificates of one's own: filed, found, changed and taken away (S32-6, S06-4)."""

import uuid

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
from shiming.accounts.types import (
    PersonalCertificateFacts,
    PersonalCertificateId,
    PersonalCertificateKind,
)
from shiming.accounts.web import presenters_wallet as presenters
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.wallet import CertificateForm, CertificateSearchForm
from shiming.accounts.web.views.credentials.fresh import require_fresh_proof
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of

_INVALID = 422
_PAGE = "accounts/wallet/certificate.html"
_FIELD_OF = {
    errors.CertificateNameMissing.code: "name",
    errors.CertificateDaysDisordered.code: "valid_until",
    errors.CertificateNumberMissing.code: "number",
    errors.CertificateNumberWrong.code: "number",
    errors.TooManyPictures.code: "pictures",
    errors.PicturesMissing.code: "pictures",
}


@sensitive_post_parameters("words")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def certificates(request: HttpRequest) -> HttpResponse:
    """Show what is filed and what can be; what is looked for stands in no address."""
    person_id = owner_of_wallet(actor_of(request))
    today = clock.today_in_china(clock.now())
    search = CertificateSearchForm(request.POST if request.method == "POST" else None)
    filed = queries.list_personal_certificates(person_id, today=today)
    found = queries.list_personal_certificates(person_id, today=today, narrowed=search.wanted())
    context = {
        "rows": presenters.certificate_rows(found),
        "kinds": presenters.kinds_to_file(filed),
        "search": search if filed else None,
    }
    return render(request, "accounts/wallet/certificates.html", context)


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for what stands on a certificate, and file it."""
    chosen = _kind(kind)
    owner_of_wallet(actor_of(request))
    form = CertificateForm(
        chosen, request.POST if request.method == "POST" else None, request.FILES or None
    )
    return _keep(request, form, filed=None)


@sensitive_post_parameters("number")
@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def change(request: HttpRequest, certificate_id: uuid.UUID) -> HttpResponse:
    """Ask what has changed on a filed certificate."""
    filed = _filed(request, certificate_id)
    form = CertificateForm(
        filed.kind,
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        filed=filed,
    )
    return _keep(request, form, filed=filed)


@require_POST
@require_sign_in
def look_up(request: HttpRequest, kind: str) -> HttpResponse:
    """Fill in the number that the certificate office has."""
    chosen = _kind(kind)
    try:
        number = look_up_certificate_number(actor=actor_of(request), now=clock.now())
    except errors.ReauthenticationRequired:
        # The form's page asks for the proof; a POST could not be sent again after it.
        return redirect("accounts:personal-certificate-add", kind)
    except DomainError as error:
        form = CertificateForm(chosen, {})
        form.full_clean()
        add_refusal(form, error, "number")
        return _form_page(request, form, filed=None, status=status_of(error))
    form = CertificateForm(chosen, initial={"number": number})
    return _form_page(request, form, filed=None, status=200)


@require_http_methods(["GET", "HEAD", "POST"])
@require_fresh_proof
def remove(request: HttpRequest, certificate_id: uuid.UUID) -> HttpResponse:
    """Ask whether a filed certificate shall go, and shred it."""
    filed = _filed(request, certificate_id)
    if request.method == "POST" and request.POST.get("confirmed") == "yes":
        remove_personal_certificate(
            certificate_id=filed.id, actor=actor_of(request), now=clock.now()
        )
        return redirect("accounts:personal-certificates")
    context = {
        "label": filed.entries.name or presenters.certificate_label(filed.kind),
        "action": reverse("accounts:personal-certificate-remove", args=[filed.id]),
    }
    return render(request, "accounts/wallet/certificate_remove.html", context)


@require_safe
@never_cache
@require_fresh_proof
def picture(request: HttpRequest, certificate_id: uuid.UUID, place: int) -> HttpResponse:
    """Send one picture to its owner."""
    content = show_certificate_picture(
        certificate_id=PersonalCertificateId(certificate_id),
        place=place,
        actor=actor_of(request),
        now=clock.now(),
    )
    return HttpResponse(content, content_type="image/jpeg")


def _keep(
    request: HttpRequest, form: CertificateForm, *, filed: PersonalCertificateFacts | None
) -> HttpResponse:
    status = _INVALID if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            keep_personal_certificate(
                kind=form.kind,
                number=form.cleaned_data["number"],
                pictures=form.read_pictures(),
                entries=form.entries(),
                certificate_id=None if filed is None else filed.id,
                actor=actor_of(request),
                now=clock.now(),
            )
        except errors.ReauthenticationRequired:
            # It has grown too old while the form was read: `require_fresh_proof` asks for it.
            raise
        except DomainError as error:
            is_picture = error.code.startswith("kernel.picture")
            add_refusal(form, error, "pictures" if is_picture else _FIELD_OF.get(error.code))
            status = status_of(error)
        else:
            return redirect("accounts:personal-certificates")
    return _form_page(request, form, filed=filed, status=status)


def _form_page(
    request: HttpRequest,
    form: CertificateForm,
    *,
    filed: PersonalCertificateFacts | None,
    status: int,
) -> HttpResponse:
    kind = form.kind
    # Looking up has an address of its own: what is saved afterwards must not go there.
    keep_url = (
        reverse("accounts:personal-certificate-add", args=[kind])
        if filed is None
        else reverse("accounts:personal-certificate", args=[filed.id])
    )
    context = {
        "form": form,
        "label": presenters.certificate_label(kind),
        "is_new": filed is None,
        "keep_url": keep_url,
        "may_look_up": filed is None and kind is PersonalCertificateKind.DISABILITY,
        "look_up_url": reverse("accounts:personal-certificate-number", args=[kind]),
    }
    return render(request, _PAGE, context, status=status)


def _filed(request: HttpRequest, certificate_id: uuid.UUID) -> PersonalCertificateFacts:
    return queries.get_personal_certificate(
        PersonalCertificateId(certificate_id),
        person_id=owner_of_wallet(actor_of(request)),
        today=clock.today_in_china(clock.now()),
    )


def _kind(text: str) -> PersonalCertificateKind:
    if text not in set(PersonalCertificateKind):
        raise Http404
    return PersonalCertificateKind(text)

"""Signing in with a passkey (A7)."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.sign_in.passkey import sign_in_with_passkey
from shiming.accounts.types import SignInMethod
from shiming.accounts.web import cookies, journeys, sign_in_pages
from shiming.accounts.web.forms.credentials import PasskeyForm
from shiming.accounts.web.sign_in_pages import offered
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.refusals import render_refusal, status_of
from shiming.web_kit.texts import text_of

_INVALID = 422


@sensitive_post_parameters("answer")
@require_http_methods(["GET", "HEAD", "POST"])
@offered(SignInMethod.PASSKEY)
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """Show the button, and sign in whoever's authenticator has answered."""
    # The visitor's cookie has to be there before the challenge is asked for.
    visit = cookies.visit_of(request)
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    status, refusal = 200, None
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                outcome = sign_in_with_passkey(
                    answer=form.cleaned_data["answer"],
                    visit=visit,
                    replaces=cookies.present_session(request),
                    now=clock.now(),
                )
            except (errors.AccountFrozen, errors.UnderMaintenance) as error:
                return render_refusal(request, error)
            except DomainError as error:
                status, refusal = status_of(error), text_of(error)
            else:
                return journeys.after_sign_in(request, outcome)
    context = {
        "refusal": refusal,
        "options_url": reverse("accounts:sign-in-passkey-options"),
        "frame_of_page": sign_in_pages.frame_of_page(request, SignInMethod.PASSKEY),
        "other_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    return render(request, "accounts/credentials/sign_in_passkey.html", context, status=status)


@require_safe
def related_origins(request: HttpRequest) -> HttpResponse:
    """Tell browsers which other addresses of ours use the same keys (WebAuthn level 3, 5.11)."""
    party = ports.relying_party()
    if not party.related or queries.host_name(request.get_host()) != party.id:
        raise Http404
    return JsonResponse({"origins": list(party.related)})


@require_safe
@offered(SignInMethod.PASSKEY)
def options(request: HttpRequest) -> HttpResponse:
    """Answer with what the script asks any passkey of this site with."""
    return JsonResponse(
        queries.passkey_options_to_sign_in(visit=cookies.visit_of(request), now=clock.now())
    )

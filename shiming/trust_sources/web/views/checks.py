"""Pages on which people have a source confirm who they, or their unit, are (S33-22, S33-23)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from shiming.accounts import queries as accounts
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.trust_sources import errors, queries
from shiming.trust_sources.actions.checks.ask_source import ask_source
from shiming.trust_sources.actions.checks.finish_check import finish_check
from shiming.trust_sources.types.checks import CheckId
from shiming.trust_sources.web.forms.checks import FORMS
from shiming.web_kit.actors import actor_of, continue_to, require_sign_in
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_PAGE = "trust_sources/checks/check.html"
_RESULT = "trust_sources/checks/check_refused.html"
FACTS = {
    "name": _("您的姓名"),
    "number": _("您的居民身份证号码"),
    "mobile": _("您在本平台验证过的手机号码（要与对方预留的一致）"),
    "card": _("下面填写的银行卡号"),
    "account": _("下面填写的个人公积金账号"),
    "unit": _("单位名称和统一社会信用代码"),
}


@sensitive_post_parameters("typed")
@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say what goes to whom, take the consent, and ask the source."""
    portal = accounts.portal_of_host(request.get_host()).code
    offer = queries.find_check_offer(code, portal=portal, now=clock.now())
    if offer is None:
        raise errors.CheckNotOffered
    form = FORMS[offer.protocol](request.POST if request.method == "POST" else None)
    context = {"form": form, "offer": offer, "facts": [FACTS[one] for one in offer.sent]}
    if request.method != "POST":
        return render(request, _PAGE, context)
    if not form.is_valid():
        return render(request, _PAGE, context, status=_INVALID)
    try:
        asked = ask_source(
            code=code,
            portal=portal,
            typed=form.cleaned_data.get("typed", ""),
            is_consented=form.cleaned_data["is_consented"],
            back_url=lambda check_id: request.build_absolute_uri(
                reverse("trust_sources:check-back", args=[check_id])
            ),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _PAGE, context)
    if asked.url:
        return continue_to(request, asked.url)
    return redirect("accounts:proofs-given")


@never_cache
@require_GET
@require_sign_in
def check_back(request: HttpRequest, check_id: uuid.UUID) -> HttpResponse:
    """
    Take back who comes from a source's own page.

    It writes although it is a GET, for that is how sources send people back; `state` guards it.
    """
    try:
        finish_check(
            check_id=CheckId(check_id),
            state=request.GET.get("state", ""),
            portal=accounts.portal_of_host(request.get_host()).code,
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _RESULT, {"here": request.get_full_path()})
    return HttpResponseRedirect(reverse("accounts:proofs-given"), status=303)

"""Where people go after they have signed in or registered (S15-1)."""

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shiming.accounts import ports
from shiming.accounts.types import (
    CounterScope,
    PendingCode,
    RegistrationVariant,
    StartedSession,
)
from shiming.accounts.web import cookies
from shiming.accounts.web.presenters import seconds_until_resend
from shiming.web_kit.actors import continue_to, safe_next_url


def wanted_url(request: HttpRequest) -> str:
    """Return the page of this site that the person came for, or their own home."""
    return safe_next_url(request.GET.get("next"), default=reverse("accounts:me"))


def with_next(request: HttpRequest, url: str) -> str:
    """Return `url` carrying on what the person came for."""
    wanted = safe_next_url(request.GET.get("next"), default="")
    return f"{url}?{urlencode({'next': wanted})}" if wanted else url


def after_sign_in(request: HttpRequest, started: StartedSession) -> HttpResponse:
    """Go on with the session that has just begun: to the agreement first, if it is a newer one."""
    url = wanted_url(request)
    if started.must_accept_agreement:
        url = f"{reverse('accounts:agreement')}?{urlencode({'next': url})}"
    return cookies.remember(request, continue_to(request, url), started)


def after_registration(request: HttpRequest, started: StartedSession) -> HttpResponse:
    """Go on after a registration: in the variant «real-name at once» straight into proofing."""
    if ports.policy().registration_variant is RegistrationVariant.REAL_NAME_AT_ONCE:
        url = with_next(request, ports.after_registration().continue_url(started.account_id))
        return cookies.remember(request, continue_to(request, url), started)
    return after_sign_in(request, started)


def resend_after(sent: PendingCode, *, now: dt.datetime) -> int:
    """Return the seconds until another code may be sent to the same number."""
    interval = ports.policy().limits[CounterScope.CODE_SEND_NUMBER].interval
    return seconds_until_resend(sent.sent_at, interval=interval, now=now)

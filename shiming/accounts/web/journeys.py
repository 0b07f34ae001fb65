"""Where people go after they have signed in or registered (S15-1)."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shiming.accounts import ports
from shiming.accounts.types import (
    CounterScope,
    PendingCode,
    RegistrationVariant,
    SecondFactorPending,
    SignInOutcome,
    StartedSession,
)
from shiming.accounts.web import cookies
from shiming.accounts.web.presenters import seconds_until_resend
from shiming.web_kit.actors import continue_to, safe_next_url

SECOND_FACTOR = "accounts:second-factor"
# All addresses under it stay open to a session that must enrol a second factor first.
ENROLMENT = "/me/second-factor/"


def wanted_url(request: HttpRequest) -> str:
    """Return the page of this site that the person came for, or their own home."""
    return safe_next_url(request.GET.get("next"), default=reverse("accounts:me"))


def with_next(request: HttpRequest, url: str) -> str:
    """Return `url` carrying on what the person came for."""
    wanted = safe_next_url(request.GET.get("next"), default="")
    return f"{url}?{urlencode({'next': wanted})}" if wanted else url


def after_sign_in(request: HttpRequest, outcome: SignInOutcome) -> HttpResponse:
    """
    Go on after a sign-in: to the second factor, or with the session that has just begun.

    What must come before the wanted page stands in `STOPS`, each leading to the next.
    """
    if isinstance(outcome, SecondFactorPending):
        return continue_to(request, with_next(request, reverse(SECOND_FACTOR)))
    url = wanted_url(request)
    for stop in reversed(STOPS):
        if page := stop(request, outcome):
            url = f"{page}?{urlencode({'next': url})}"
    return cookies.remember(request, continue_to(request, url), outcome)


def _enrolment(_request: HttpRequest, started: StartedSession) -> str:
    return ENROLMENT if started.must_enrol else ""


def _agreement(_request: HttpRequest, started: StartedSession) -> str:
    return reverse("accounts:agreement") if started.must_accept_agreement else ""


# Pages that come before the wanted one, the first one first; each says where it is, or nothing.
STOPS: tuple[Callable[[HttpRequest, StartedSession], str], ...] = (_enrolment, _agreement)


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

"""Where people go after they have signed in or registered (S15-1)."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from shiming.accounts import ports, queries
from shiming.accounts.actions.contacts.demand_contacts import demand_contacts
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
from shiming.kernel import clock
from shiming.web_kit.actors import continue_to, safe_next_url

SECOND_FACTOR = "accounts:second-factor"
# All addresses under it stay open to a session that must enrol a second factor first.
ENROLMENT = "/me/second-factor/"
# Where contacts are asked for that the portal demands before anything else (S14-4).
COMPLETION = "/me/contacts/complete/"


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
    landing = ports.landing_page().landing_url(outcome.permissions)
    url = safe_next_url(request.GET.get("next"), default=landing or reverse("accounts:me"))
    for stop in reversed(STOPS):
        if page := stop(request, outcome):
            url = f"{page}?{urlencode({'next': url})}"
    return cookies.remember(request, continue_to(request, url), outcome)


def _enrolment(_request: HttpRequest, started: StartedSession) -> str:
    return ENROLMENT if started.must_enrol else ""


def _agreement(_request: HttpRequest, started: StartedSession) -> str:
    return reverse("accounts:agreement") if started.must_accept_agreement else ""


def _choice_of_number(_request: HttpRequest, started: StartedSession) -> str:
    has_choice = len(queries.list_numbers(started.account_id)) > 1
    return reverse("accounts:numbers") if has_choice else ""


def _contacts(request: HttpRequest, started: StartedSession) -> str:
    is_held = demand_contacts(
        session_id=started.session_id,
        account_id=started.account_id,
        host=request.get_host(),
        now=clock.now(),
    )
    return COMPLETION if is_held else ""


# Pages that come before the wanted one, the first one first; each says where it is, or nothing.
STOPS: tuple[Callable[[HttpRequest, StartedSession], str], ...] = (
    _enrolment,
    _agreement,
    _contacts,
    _choice_of_number,
)


def after_registration(request: HttpRequest, started: StartedSession) -> HttpResponse:
    """Go on after a registration: in the variant «real-name at once» straight into proofing."""
    portal = queries.portal_of_host(request.get_host())
    if portal.registration_variant is RegistrationVariant.REAL_NAME_AT_ONCE:
        url = with_next(request, ports.after_registration().continue_url(started.account_id))
        return cookies.remember(request, continue_to(request, url), started)
    return after_sign_in(request, started)


def resend_after(sent: PendingCode, *, now: dt.datetime) -> int:
    """Return the seconds until another code may be sent to the same number."""
    interval = ports.policy().limits[CounterScope.CODE_SEND_NUMBER].interval
    return seconds_until_resend(sent.sent_at, interval=interval, now=now)

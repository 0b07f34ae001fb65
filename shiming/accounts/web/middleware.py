"""Finds the session of a request and keeps its cookie fresh."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from shiming.accounts.actions.resume_session import resume_session
from shiming.accounts.policies.sessions import describe_device
from shiming.accounts.web import cookies
from shiming.accounts.web.journeys import COMPLETION, ENROLMENT
from shiming.kernel import clock
from shiming.kernel.actor import ActingKind, visitor
from shiming.web_kit.actors import safe_next_url

# What a session may ask for that has no second factor yet, though its kind of account needs one.
_OPEN_TO_ENROLMENT = (
    ENROLMENT,
    "/me/confirm/",
    "/sign-in/",
    "/sign-out/",
    "/static/",
    "/preferences/",
    "/healthz",
    "/readyz",
)
# All that a unit may ask for that came by its password alone: it is on its way to a client (S35-8).
_OPEN_TO_UNITS_ALONE = ("/oauth2/continue/", "/oauth2/end-session", "/cas/logout", "/sign-out/")
GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionMiddleware:
    """
    Sets `request.actor`: who acts, or a visitor.

    A request without the cookie costs nothing, one with it a single read of the primary key.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the cookies that became due."""
        address = cookies.address_of(request)
        value = cookies.session_cookie_of(request)
        resumed = None
        if value:
            resumed = resume_session(
                cookie_value=value,
                address=address,
                may_rotate=_is_page_load(request),
                now=clock.now(),
            )
        new_value = None if resumed is None else resumed.new_cookie_value
        is_alone = resumed is not None and resumed.actor.identity.kind is ActingKind.UNIT
        if is_alone and not request.path.startswith(_OPEN_TO_UNITS_ALONE):
            resumed = None
        actor = (
            resumed.actor
            if resumed is not None
            else visitor(address=address, device=describe_device(cookies.device_of(request)))
        )
        request.actor = actor  # type: ignore[attr-defined]  # web_kit.actor_of reads it
        if resumed is not None and resumed.must_enrol and not _is_open_to_enrolment(request.path):
            query = urlencode({"next": safe_next_url(request.get_full_path())})
            response: HttpResponse = redirect(f"{ENROLMENT}?{query}")
        elif resumed is not None and resumed.must_complete and not _is_open(request.path):
            query = urlencode({"next": safe_next_url(request.get_full_path())})
            response = redirect(f"{COMPLETION}?{query}")
        else:
            response = self.get_response(request)
        if new_value is not None:
            # Also where the session may not see this page: its old value opens nothing any more.
            cookies.set_session_cookie(request, response, new_value)
        if token := getattr(request, "new_visitor_token", ""):
            cookies.set_visitor_cookie(request, response, token)
        return response


def _is_open(path: str) -> bool:
    """Tell whether a session may ask for it whose contacts are missing (S14-4)."""
    return path.startswith(("/me/contacts/", "/agreement/", *_OPEN_TO_ENROLMENT))


def _is_open_to_enrolment(path: str) -> bool:
    return path.startswith(_OPEN_TO_ENROLMENT)


def _is_page_load(request: HttpRequest) -> bool:
    """
    Tell whether the answer is a page that the browser surely takes in.

    Scripts send several requests at once: the second would still carry the value that the first
    has just replaced, and its answer could overtake.
    """
    return (
        request.method == "GET"
        and "HX-Request" not in request.headers
        and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    )

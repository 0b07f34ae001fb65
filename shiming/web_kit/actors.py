"""Who acts in this request, who may come in, and where they go next."""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from shiming.kernel import clock
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.errors import DomainError, ErrorKind
from shiming.kernel.slots import Slot

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

SIGN_IN_URL = "/sign-in/"
CONFIRM_URL = "/me/confirm/"
# Addresses that send the browser on to another system.
_LEAVING = ("/oauth2/", "/cas/")


class SignInRequired(DomainError):
    """Nobody is signed in, and this address is for accounts only."""

    code = "web_kit.sign_in.required"
    kind = ErrorKind.FORBIDDEN


class RecentFactorRequired(DomainError):
    """The last proof of who acts is too old for what is asked."""

    code = "web_kit.recent_factor.required"
    kind = ErrorKind.FORBIDDEN


class PermissionMissing(DomainError):
    """The acting identity does not carry the permission that this address demands."""

    code = "web_kit.permission.missing"
    kind = ErrorKind.FORBIDDEN


recent_factor_lifetime: Slot[dt.timedelta] = Slot("web_kit.recent_factor_lifetime")
recent_factor_lifetime.fill(dt.timedelta(minutes=5))
# Methods that prove nothing about who sits here now: another system's word, another device's.
outside_methods: Slot[frozenset[str]] = Slot("web_kit.outside_methods")
outside_methods.fill(frozenset())


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts: what the accounts middleware found, or else a visitor."""
    actor = getattr(request, "actor", None)
    if actor is not None:
        # The middleware sets a lazy object; asking it for its id is what finds the session.
        return actor  # type: ignore[no-any-return]  # HttpRequest has no such attribute to Django
    return visitor(address=request.META.get("REMOTE_ADDR", ""))


def is_fragment_wanted(request: HttpRequest) -> bool:
    """Tell whether htmx asks, so that a fragment answers; going back to a page wants all of it."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def is_json_wanted(request: HttpRequest) -> bool:
    """Tell whether a program asks, so that problem+json answers."""
    return request.get_preferred_type(
        ["text/html", "application/json", "application/problem+json"]
    ) in {"application/json", "application/problem+json"}


def require_sign_in(view: View[P]) -> View[P]:
    """
    Let only accounts in; send visitors to the sign-in page and back here afterwards.

    A program gets the refusal `web_kit.sign_in.required` instead, with status 401.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if actor_of(request).is_signed_in:
            return view(request, *args, **kwargs)
        return _send_to_sign_in(request)

    return guarded


def require_permission(permission: str) -> Callable[[View[P]], View[P]]:
    """
    Let only acting identities in that carry `permission`.

    The view then raises `PermissionMissing` for others; visitors are sent to the sign-in page.
    """

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not actor_of(request).may(permission):
                raise PermissionMissing(permission=permission)
            return view(request, *args, **kwargs)

        return require_sign_in(guarded)

    return decorate


def require_recent_factor(view: View[P]) -> View[P]:
    """
    Let only people in who proved a factor within the last minutes; send others to do so (A11).

    For sensitive acts, on the page as well as on what it sends. Afterwards they are back at the
    page; what they were about to send, they send again.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        lifetime, now, outside = recent_factor_lifetime(), clock.now(), outside_methods()
        own = (at for method, at in actor_of(request).factors.items() if method not in outside)
        if any(now - proven < lifetime for proven in own):
            return view(request, *args, **kwargs)
        if is_json_wanted(request):
            raise RecentFactorRequired
        return _send_to(CONFIRM_URL, request)

    return require_sign_in(guarded)


def _send_to_sign_in(request: HttpRequest) -> HttpResponse:
    if is_json_wanted(request):
        raise SignInRequired
    return _send_to(SIGN_IN_URL, request)


def _send_to(page: str, request: HttpRequest) -> HttpResponse:
    # What was being sent is lost: only a page that was read can be gone back to.
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else _page_before(request)
    if is_fragment_wanted(request):
        wanted = urlsplit(request.headers.get("HX-Current-URL", "/")).path
    url = f"{page}?{urlencode({'next': wanted})}"
    if is_fragment_wanted(request):
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _page_before(request: HttpRequest) -> str:
    """Return the page of this site from which something was sent, if the browser tells."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return "/"
    return safe_next_url(before._replace(scheme="", netloc="").geturl())


def safe_next_url(candidate: str | None, *, default: str = "/") -> str:
    """
    Return `candidate` if it is a path of this site, or else `default`.

    Guards against open redirects (S15-1): another host, another scheme, ``//host``, backslashes
    and control characters all lead to `default`.
    """
    if (
        candidate
        and candidate.startswith("/")
        and candidate.isprintable()
        and url_has_allowed_host_and_scheme(candidate, allowed_hosts=None)
    ):
        return candidate
    return default


def continue_to(request: HttpRequest, url: str) -> HttpResponse:
    """
    Send the browser on to `url` after a form was sent.

    Where the way leads out of the platform, a page in between does it: Chromium applies
    ``form-action 'self'`` to every redirect that follows a form, and would stop at the client.
    `url` must come from `safe_next_url` or from our own records.
    """
    if url.startswith("/") and not url.startswith(_LEAVING):
        return HttpResponseRedirect(url, status=303)
    return render(request, "web_kit/handover.html", {"url": url})

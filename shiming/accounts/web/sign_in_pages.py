"""What every sign-in page of a portal has in common: its ways in, and what is announced (A7)."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.accounts import errors, queries
from shiming.accounts.policies import methods as rules
from shiming.accounts.types import AccountKind, MaintenanceFacts, MethodFacts, SignInMethod
from shiming.accounts.web import cookies, journeys
from shiming.kernel import clock

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

_KIND = "kind"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link to one way in."""

    title: str
    url: str
    is_current: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignInFrame:
    """What stands round the form of a sign-in page."""

    portal_name: str
    tabs: tuple[Way, ...]
    more: tuple[Way, ...]
    kinds: tuple[Way, ...]
    staff_url: str
    register_url: str
    recover_url: str
    maintenance: MaintenanceFacts | None
    has_signed_out: bool


def offered(method: SignInMethod) -> Callable[[View[P]], View[P]]:
    """
    Open a sign-in page only where the portal offers its way in.

    The view then raises `MethodNotOffered` elsewhere, as if there were no such page.
    """

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            portal = queries.portal_of_host(request.get_host())
            if not any(
                rules.is_offered(method, portal=portal, kind=kind)
                for kind in rules.METHODS[method].kinds
            ):
                raise errors.MethodNotOffered(method=method.value)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def frame_of_page(request: HttpRequest, method: SignInMethod | None) -> SignInFrame:
    """Return what stands round the form for `method`."""
    portal = queries.portal_of_host(request.get_host())
    kind = kind_of(request)
    ways = rules.methods_of(portal, kind)
    kinds = [
        candidate
        for candidate in (AccountKind.NATURAL_PERSON, AccountKind.UNIT)
        if rules.methods_of(portal, candidate)
    ]
    has_staff = rules.is_offered(SignInMethod.STAFF, portal=portal, kind=AccountKind.STAFF)
    return SignInFrame(
        portal_name=portal.name,
        tabs=tuple(_way(request, way, method) for way in ways if way.is_tab),
        more=tuple(_way(request, way, method) for way in ways if not way.is_tab),
        kinds=tuple(
            Way(
                title=_("个人") if candidate is AccountKind.NATURAL_PERSON else _("单位"),
                url=_url(request, rules.methods_of(portal, candidate)[0], candidate),
                is_current=candidate is kind,
            )
            for candidate in kinds
        )
        if len(kinds) > 1
        else (),
        staff_url=journeys.with_next(request, reverse("accounts:sign-in-staff"))
        if has_staff and method is not SignInMethod.STAFF
        else "",
        register_url=journeys.with_next(request, reverse("accounts:register")),
        recover_url=journeys.with_next(request, reverse("accounts:recover")),
        maintenance=queries.find_maintenance(portal.id, now=clock.now()),
        has_signed_out="signed_out" in request.GET,
    )


def kind_of(request: HttpRequest) -> AccountKind:
    """Return for whose kind of account the page was asked for; people's unless it says so."""
    asked = request.GET.get(_KIND)
    return AccountKind.UNIT if asked == AccountKind.UNIT else AccountKind.NATURAL_PERSON


def with_visitor(request: HttpRequest) -> None:
    """Give the browser its visitor's cookie, which has to be there before the form comes back."""
    cookies.visit_of(request)


def _way(request: HttpRequest, way: MethodFacts, current: SignInMethod | None) -> Way:
    return Way(
        title=str(way.title),
        url=_url(request, way, kind_of(request)),
        is_current=way.method is current,
    )


def _url(request: HttpRequest, way: MethodFacts, kind: AccountKind) -> str:
    url = journeys.with_next(request, reverse(way.url_name))
    if kind is AccountKind.NATURAL_PERSON:
        return url
    return f"{url}{'&' if '?' in url else '?'}{_KIND}={kind}"

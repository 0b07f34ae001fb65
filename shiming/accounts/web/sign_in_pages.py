"""What every sign-in page of a portal has in common: its ways in, and what is announced (A7)."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from shiming.accounts import errors, ports, queries
from shiming.accounts.policies import methods as rules
from shiming.accounts.types import (
    AccountKind,
    MaintenanceFacts,
    MethodFacts,
    PortalFacts,
    SignInMethod,
    SourceUse,
)
from shiming.accounts.web import cookies, journeys
from shiming.kernel import clock
from shiming.web_kit.actors import safe_next_url

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

_KIND = "kind"
_METHODS = "methods"
_HINT = "idp_hint"
_SELF = "here"

# The frame of every page says this name already.
_PLATFORM = "统一身份认证平台"


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
    sources: tuple[Way, ...]
    """Other identity systems that are accepted (E4)."""
    sources_down: tuple[str, ...]
    """Those among them that do not answer at present."""
    kinds: tuple[Way, ...]
    staff_url: str
    register_url: str
    recover_url: str
    maintenance: MaintenanceFacts | None
    has_signed_out: bool

    @property
    def way_title(self) -> str:
        """Name the way in where no tab does."""
        return next((way.title for way in self.more if way.is_current), "")


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
    kind = _kind_on(request, method)
    ways = ways_of(request, portal, kind)
    kinds = [
        candidate
        for candidate in (AccountKind.NATURAL_PERSON, AccountKind.UNIT)
        if rules.methods_of(portal, candidate)
    ]
    has_staff = rules.is_offered(SignInMethod.STAFF, portal=portal, kind=AccountKind.STAFF)
    sources = ports.trusted_sources().list_offered(
        portal=portal.code, use=SourceUse.SIGN_IN, now=clock.now()
    )
    return SignInFrame(
        portal_name="" if portal.name == _PLATFORM else portal.name,
        tabs=tuple(_way(request, way, method) for way in ways if way.is_tab),
        more=tuple(_way(request, way, method) for way in ways if not way.is_tab),
        sources=tuple(
            Way(
                title=one.name,
                url=journeys.with_next(request, reverse("accounts:source", args=[one.code])),
            )
            for one in sources
            if one.is_up
        ),
        sources_down=tuple(one.name for one in sources if not one.is_up),
        kinds=tuple(
            Way(
                title=_("个人") if candidate is AccountKind.NATURAL_PERSON else _("单位"),
                url=_url(request, ways_of(request, portal, candidate)[0], candidate),
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


def hinted_source(request: HttpRequest) -> str:
    """Return the page of the source that a business system asks for (`idp_hint`), or nothing."""
    wanted = urlsplit(safe_next_url(request.GET.get("next"), default=""))
    hint = request.GET.get(_HINT) or dict(parse_qsl(wanted.query)).get(_HINT, "")
    if not hint:
        return ""
    # Whoever comes back from there for another way in is not sent there again.
    is_offered = any(
        one.code == hint and one.is_up
        for one in ports.trusted_sources().list_offered(
            portal=queries.portal_of_host(request.get_host()).code,
            use=SourceUse.SIGN_IN,
            now=clock.now(),
        )
    )
    if not is_offered or _SELF in request.GET:
        return ""
    return journeys.with_next(request, reverse("accounts:source", args=[hint]))


def ways_of(
    request: HttpRequest, portal: PortalFacts, kind: AccountKind
) -> tuple[MethodFacts, ...]:
    """
    Return the ways in that are shown: those of the portal that the business system accepts (S05-6).

    It names them in the address, which anybody can change: it looks at the session itself later.
    """
    ways = rules.methods_of(portal, kind)
    accepted = request.GET.get(_METHODS, "").split(",")
    return tuple(way for way in ways if way.method in accepted) or ways


def instead_of(request: HttpRequest, method: SignInMethod) -> str:
    """Return the page of the first way that is accepted, if `method` is not; else nothing."""
    if _METHODS not in request.GET:
        return ""
    kind = kind_of(request)
    ways = ways_of(request, queries.portal_of_host(request.get_host()), kind)
    return "" if any(way.method is method for way in ways) else _url(request, ways[0], kind)


def kind_of(request: HttpRequest) -> AccountKind:
    """Return for whose kind of account the page was asked for; people's unless it says so."""
    asked = request.GET.get(_KIND)
    return AccountKind.UNIT if asked == AccountKind.UNIT else AccountKind.NATURAL_PERSON


def _kind_on(request: HttpRequest, method: SignInMethod | None) -> AccountKind:
    """Return for whom a page is: one that serves units alone says so, whatever was asked for."""
    is_for_people = method is None or AccountKind.NATURAL_PERSON in rules.METHODS[method].kinds
    is_for_units = method is not None and AccountKind.UNIT in rules.METHODS[method].kinds
    return AccountKind.UNIT if is_for_units and not is_for_people else kind_of(request)


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
    more = {} if kind is AccountKind.NATURAL_PERSON else {_KIND: kind.value}
    if methods := request.GET.get(_METHODS):
        # From business system to business system: what is not one of ours goes no further.
        known = [one for one in methods.split(",") if one in rules.METHODS]
        more |= {_METHODS: ",".join(known), **({"again": "1"} if "again" in request.GET else {})}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(more)}" if more else url

"""
The frame of every page: who is signed in as whom, what waits for them, which site this is.

An area above fills `frame_source` with an object that knows accounts and messages; until then the
frame shows a visitor. The values are made once for each page, before the template is rendered.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy

from shiming.kernel.slots import Slot
from shiming.web_kit.actors import actor_of

VIEW_COOKIE = "shiming_view"
_YEAR = 365 * 24 * 60 * 60


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site of the platform, reachable from the switch in the head (S29-2)."""

    name: str
    url: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """A standstill that is announced on every page (S32-2)."""

    text: str
    ends_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """An entry of the navigation: a line below the head, the bottom bar on a phone."""

    label: str
    icon: str
    url: str
    is_current: bool = False
    count: int = 0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the base template shows round the content."""

    is_signed_in: bool = False
    identity_label: str = ""
    identity_note: str = ""
    unread: int = 0
    nav: tuple[NavItem, ...] = ()
    sites: tuple[Site, ...] = ()
    site: str = ""
    maintenance: Maintenance | None = None
    owner: str = ""
    footer_lines: tuple[str, ...] = ()
    version: str = ""
    home_url: str = "/"
    sign_in_url: str = "/sign-in/"
    register_url: str = "/register/"
    sign_out_url: str = "/sign-out/"
    messages_url: str = "/me/messages/"
    me_url: str = "/me/"
    help_url: str = "/help/"


class FrameSource(Protocol):
    """Knows what the frame shows."""

    def frame_of(self, request: HttpRequest) -> Frame:
        """Return the frame for this request."""


class PlainFrameSource:
    """The frame without accounts and messages: enough for previews, tests and error pages."""

    def frame_of(self, request: HttpRequest) -> Frame:
        """Return a frame that says no more than whether somebody is signed in."""
        return Frame(
            is_signed_in=actor_of(request).is_signed_in,
            nav=navigation(path=request.path),
        )


frame_source: Slot[FrameSource] = Slot("web_kit.frame_source")
frame_source.fill(PlainFrameSource())


def navigation(*, path: str, unread: int = 0) -> tuple[NavItem, ...]:
    """Return the four entries of the navigation, marking the one that `path` belongs to."""
    entries = (
        (gettext_lazy("首页"), "home", "/", 0),
        (gettext_lazy("实名认证"), "face-id", "/proofing/", 0),
        (gettext_lazy("消息"), "bell", "/me/messages/", unread),
        (gettext_lazy("我的"), "user", "/me/", 0),
    )
    current = max((url for *_, url, _ in entries if path.startswith(url)), key=len, default="")
    if current == "/" != path:
        current = ""
    return tuple(
        NavItem(label=str(label), icon=icon, url=url, is_current=url == current, count=count)
        for label, icon, url, count in entries
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How this browser wants pages shown; kept in a cookie, for visitors too."""

    is_large: bool = False
    is_high_contrast: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "View":
        """Read the wishes out of the cookie; whatever else stands in it is ignored."""
        words = request.COOKIES.get(VIEW_COOKIE, "").split(".")
        return cls(is_large="large" in words, is_high_contrast="contrast" in words)

    def keep(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Write the wishes into the cookie."""
        words = [
            word
            for word, is_wanted in (("large", self.is_large), ("contrast", self.is_high_contrast))
            if is_wanted
        ]
        response.set_cookie(
            VIEW_COOKIE,
            ".".join(words) or "plain",
            max_age=_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def page_frame(request: HttpRequest) -> Mapping[str, object]:
    """Give templates `frame` and `view` (a context processor)."""
    return {"frame": frame_source().frame_of(request), "view": View.of(request)}

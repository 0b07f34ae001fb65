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

from shiming.kernel.actor import Actor
from shiming.kernel.slots import Slot
from shiming.web_kit.actors import actor_of

VIEW_COOKIE = "shiming_view"
MOST_SHOWN = 99
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
class Waiting:
    """What waits for whoever is signed in; sources count no further than to `MOST_SHOWN` + 1."""

    unread: int = 0
    todos: int = 0


class WaitingSource(Protocol):
    """Knows what waits for somebody; `messages` does."""

    def waiting_for(self, actor: Actor) -> Waiting:
        """Return how many messages were never opened and how many to-dos are undone."""


class NothingWaits:
    """Stands in the slot where no messages are wired."""

    def waiting_for(self, actor: Actor) -> Waiting:
        """Return that nothing waits."""
        del actor
        return Waiting()


waiting_source: Slot[WaitingSource] = Slot("web_kit.waiting_source")
waiting_source.fill(NothingWaits())


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """
    An entry of the navigation: a line below the head, the bottom bar on a phone.

    The bar has room for four: what `is_wide_only` stands in the line alone.
    """

    label: str
    icon: str
    url: str
    is_current: bool = False
    is_wide_only: bool = False
    count: int = 0

    @property
    def count_text(self) -> str:
        """The count as it is shown."""
        return count_text(self.count)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the base template shows round the content."""

    is_signed_in: bool = False
    identity_label: str = ""
    identity_note: str = ""
    unread: int = 0
    todos: int = 0
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
    todos_url: str = "/me/todos/"
    me_url: str = "/me/"
    identity_url: str = "/me/"
    help_url: str = "/help/"
    downloads_url: str = "/downloads/"

    @property
    def unread_text(self) -> str:
        """The number of unread messages as it is shown."""
        return count_text(self.unread)

    @property
    def todos_text(self) -> str:
        """The number of undone to-dos as it is shown."""
        return count_text(self.todos)


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


def count_text(count: int) -> str:
    """Return a count as it is shown: small, for nobody acts on more."""
    return str(count) if count <= MOST_SHOWN else f"{MOST_SHOWN}+"


def navigation(*, path: str, waiting: Waiting = Waiting()) -> tuple[NavItem, ...]:
    """Return the entries of the navigation, marking the one that `path` belongs to."""
    entries = (
        NavItem(label=str(gettext_lazy("首页")), icon="home", url="/"),
        NavItem(
            label=str(gettext_lazy("实名认证")), icon="face-id", url="/proofing/", is_wide_only=True
        ),
        NavItem(label=str(gettext_lazy("企业")), icon="building", url="/enterprises/"),
        NavItem(
            label=str(gettext_lazy("消息")),
            icon="bell",
            url="/me/messages/",
            count=waiting.unread + waiting.todos,
        ),
        NavItem(label=str(gettext_lazy("我的")), icon="user", url="/me/"),
    )
    # To-dos are the other half of what waits.
    place = "/me/messages/" if path.startswith("/me/todos/") else path
    fitting = (entry.url for entry in entries if place.startswith(entry.url))
    current = max(fitting, key=len, default="")
    if current == "/" != place:
        current = ""
    return tuple(dataclasses.replace(entry, is_current=entry.url == current) for entry in entries)


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

"""The page after signing out: which systems know, and which may not (E2)."""

import dataclasses
import urllib.parse
import uuid
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from shiming.identity_provider import queries
from shiming.identity_provider.engine import engine
from shiming.identity_provider.operations.sign_outs import farewell_of
from shiming.identity_provider.protocol.digests import pairwise_session
from shiming.identity_provider.types import SignOutState
from shiming.kernel import clock
from shiming.web_kit.actors import is_fragment_wanted
from shiming.web_kit.middleware import CONTENT_SECURITY_POLICY

STATES: dict[SignOutState, tuple[Promise, str]] = {
    SignOutState.WAITING: (gettext_lazy("正在通知"), "info"),
    SignOutState.TOLD: (gettext_lazy("已退出"), "success"),
    SignOutState.ASKED: (gettext_lazy("已由浏览器通知"), "info"),
    SignOutState.FAILED: (gettext_lazy("没有应答"), "warning"),
    SignOutState.UNREACHABLE: (gettext_lazy("不支持统一退出"), "warning"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One system, and whether it knows."""

    name: str
    label: Promise
    kind: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FarewellView:
    """That the person is signed out, and where they may still not be."""

    rows: tuple[Row, ...] = ()
    frames: tuple[str, ...] = ()
    is_waiting: bool = False
    is_unsure: bool = False
    refresh_url: str = ""
    continue_to: str = ""


def show(
    request: HttpRequest, sign_out_id: uuid.UUID | None, *, continue_to: str = ""
) -> HttpResponse:
    """Show the page, or the part of it that changes."""
    farewell = (
        queries.find_farewell(sign_out_id, now=clock.now()) if sign_out_id is not None else None
    )
    view = FarewellView(continue_to=continue_to)
    frame_sources: Iterable[str] = ()
    if farewell is not None:
        view = _view(farewell, continue_to=continue_to)
        frame_sources = sorted({_origin(address) for address in farewell.front_channels})
    template = "_sign_out_clients.html" if is_fragment_wanted(request) else "signed_out.html"
    response = render(request, f"identity_provider/{template}", {"page": view})
    if frame_sources:
        response.headers["Content-Security-Policy"] = (
            f"{CONTENT_SECURITY_POLICY}; frame-src {' '.join(frame_sources)}"
        )
    return response


def _view(farewell: queries.Farewell, *, continue_to: str) -> FarewellView:
    return FarewellView(
        rows=tuple(
            Row(
                name=client.client_name, label=STATES[client.state][0], kind=STATES[client.state][1]
            )
            for client in farewell.clients
        ),
        frames=tuple(
            _frame(client, session_id=farewell.session_id)
            for client in farewell.clients
            if client.front_channel
        ),
        is_waiting=farewell.is_waiting,
        is_unsure=any(
            client.state in {SignOutState.FAILED, SignOutState.UNREACHABLE}
            for client in farewell.clients
        ),
        refresh_url=farewell_of(farewell.id),
        continue_to=continue_to,
    )


def _frame(client: queries.ToldClient, *, session_id: uuid.UUID) -> str:
    """Return what the browser opens (OpenID Connect Front-Channel Logout 1.0, section 2)."""
    settings, address = engine().settings, client.front_channel
    sid = pairwise_session(salt=settings.pairwise_salt, sector=client.sector, session_id=session_id)
    query = urllib.parse.urlencode({"iss": settings.issuer, "sid": str(sid)})
    return f"{address}{'&' if '?' in address else '?'}{query}"


def _origin(address: str) -> str:
    # Registered addresses hold nothing in this place that could end the directive.
    parts = urllib.parse.urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"

"""Signing in on a PC with a code that a phone scans: the PC's pages, and the phone's."""

import uuid
from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.sign_in.confirm_qr_code import confirm_qr_code
from shiming.accounts.actions.sign_in.refuse_qr_code import refuse_qr_code
from shiming.accounts.actions.sign_in.scan_qr_code import scan_qr_code
from shiming.accounts.actions.sign_in.show_qr_code import show_qr_code
from shiming.accounts.actions.sign_in.sign_in_with_qr_code import sign_in_with_qr_code
from shiming.accounts.types import QrOnPc, QrOnPhone, QrSignInId, QrState, SignInMethod
from shiming.accounts.web import cookies, journeys
from shiming.accounts.web.sign_in_pages import offered
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, is_fragment_wanted, require_sign_in
from shiming.web_kit.pages import render_page
from shiming.web_kit.types import Fact

_PANEL = "accounts/qr/_panel.html"
_UNCHANGED = 204
_MOVING = frozenset({QrState.SHOWN, QrState.SCANNED})


@require_safe
@offered(SignInMethod.QR)
def qr(request: HttpRequest) -> HttpResponse:
    """Offer a code; a script asks for it at once, so that nobody has to press the button."""
    # The visitor's cookie has to be there before the form comes back.
    cookies.visit_of(request)
    return render(request, "accounts/qr/pc.html", _pc_context(request, None))


@require_POST
@offered(SignInMethod.QR)
def qr_start(request: HttpRequest) -> HttpResponse:
    """Show a fresh code."""
    visit = cookies.visit_of(request)
    now = clock.now()
    qr_id = show_qr_code(wants_face=_wants_face(request), visit=visit, now=now)
    if is_fragment_wanted(request):
        shown = queries.get_qr_on_pc(qr_id=qr_id, visit=visit, now=now)
        return render(request, _PANEL, _pc_context(request, shown))
    return redirect(_with_query(request, reverse("accounts:qr-code", args=[qr_id])))


@require_safe
def qr_code(request: HttpRequest, qr_id: uuid.UUID) -> HttpResponse:
    """Show how far the code has come; a script asks every two seconds."""
    shown = queries.get_qr_on_pc(
        qr_id=QrSignInId(qr_id), visit=cookies.visit_of(request), now=clock.now()
    )
    if is_fragment_wanted(request) and request.GET.get("state") == shown.state:
        return HttpResponse(status=_UNCHANGED)
    return render_page(request, "accounts/qr/pc.html", _pc_context(request, shown), fragment=_PANEL)


@require_safe
def qr_picture(request: HttpRequest, qr_id: uuid.UUID) -> HttpResponse:
    """Draw the address that the phone shall open."""
    shown = queries.get_qr_on_pc(
        qr_id=QrSignInId(qr_id), visit=cookies.visit_of(request), now=clock.now()
    )
    url = request.build_absolute_uri(reverse("accounts:qr-phone", args=[shown.code]))
    drawn = segno.make(url, error="m", micro=False).svg_inline(scale=4, omitsize=True)
    response = HttpResponse(
        drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        content_type="image/svg+xml",
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def qr_finish(request: HttpRequest, qr_id: uuid.UUID) -> HttpResponse:
    """Sign the PC in, once the phone has confirmed."""
    outcome = sign_in_with_qr_code(
        qr_id=QrSignInId(qr_id),
        visit=cookies.visit_of(request),
        replaces=cookies.present_session(request),
        now=clock.now(),
    )
    return journeys.after_sign_in(request, outcome)


@require_safe
@require_sign_in
def qr_phone(request: HttpRequest, code: str) -> HttpResponse:
    """Show on the phone who asks to be signed in, and then the numbers to pick from."""
    shown = queries.get_qr_on_phone(code=code, viewer=actor_of(request), now=clock.now())
    context = {"qr": shown, "facts": _facts_of(shown), "face_url": _face_url(request)}
    return render(request, "accounts/qr/phone.html", context)


@require_POST
@require_sign_in
def qr_scan(request: HttpRequest, code: str) -> HttpResponse:
    """Go on with the code on this phone."""
    scan_qr_code(
        code=code, host=cookies.visit_of(request).host, phone=actor_of(request), now=clock.now()
    )
    return redirect("accounts:qr-phone", code=code)


@require_POST
@require_sign_in
def qr_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Let the PC in, if the number is the one on its screen."""
    picked = request.POST.get("number", "")
    try:
        confirm_qr_code(
            code=code,
            picked=int(picked) if picked.isascii() and picked.isdigit() else 0,
            phone=actor_of(request),
            now=clock.now(),
        )
    except errors.QrNeedsFace:
        return redirect(_face_url(request, code=code))
    return redirect("accounts:qr-phone", code=code)


@require_POST
@require_sign_in
def qr_refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the PC out."""
    refuse_qr_code(code=code, phone=actor_of(request), now=clock.now())
    return redirect("accounts:qr-phone", code=code)


def _pc_context(request: HttpRequest, shown: QrOnPc | None) -> dict[str, object]:
    context: dict[str, object] = {
        "qr": shown,
        "needs_face": shown.needs_face if shown is not None else _wants_face(request),
        "start_url": _with_query(request, reverse("accounts:qr-start")),
        "sign_in_url": journeys.with_next(request, reverse("accounts:sign-in")),
    }
    if shown is not None:
        policy = ports.policy()
        lifetime = policy.qr_lifetime_with_face if shown.needs_face else policy.qr_lifetime
        context["minutes"] = int(lifetime.total_seconds() // 60)
        # Not in a fragment: htmx parses it where no script runs, and the refresh would come alive.
        context["refreshes"] = shown.state in _MOVING and not is_fragment_wanted(request)
        context["poll_url"] = _with_query(
            request, reverse("accounts:qr-code", args=[shown.id]), state=shown.state.value
        )
        context["finish_url"] = _with_query(request, reverse("accounts:qr-finish", args=[shown.id]))
    return context


def _facts_of(shown: QrOnPhone) -> tuple[Fact, ...]:
    portal = queries.portal_of_host(shown.origin).name
    when = timezone.localtime(shown.created_at).strftime("%Y-%m-%d %H:%M:%S")
    rows = [
        (_("网站"), f"{portal} ({shown.origin})" if portal else shown.origin),
        (_("请求登录的设备"), shown.device or _("未知设备")),
        (_("网络地址"), shown.address),
        (_("时间"), when),
    ]
    return tuple(Fact(label=label, value=value) for label, value in rows)


def _face_url(request: HttpRequest, *, code: str = "") -> str:
    back = reverse("accounts:qr-phone", args=[code]) if code else request.path
    return f"{reverse('accounts:face-confirm')}?{urlencode({'next': back})}"


def _wants_face(request: HttpRequest) -> bool:
    return request.GET.get("confirm") == "face"


def _with_query(request: HttpRequest, url: str, **further: str) -> str:
    """Carry on what the person came for, and how they want to confirm."""
    query = further | ({"confirm": "face"} if _wants_face(request) else {})
    url = journeys.with_next(request, url)
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"

"""The page for people who let a device in (RFC 8628, sections 3.3 and 5.4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from shiming.identity_provider import ports
from shiming.identity_provider.actions.decide_device import decide_device
from shiming.identity_provider.actions.find_device import find_device
from shiming.identity_provider.engine import engine
from shiming.identity_provider.protocol.welcome import is_way_accepted
from shiming.identity_provider.queries import DeviceFacts
from shiming.identity_provider.web.answers import session_of
from shiming.identity_provider.web.forms.devices import DeviceCodeForm
from shiming.identity_provider.web.presenters.devices import present
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.kernel.levels import Level
from shiming.web_kit.actors import SignInRequired, actor_of, continue_to, require_sign_in
from shiming.web_kit.refusals import status_of
from shiming.web_kit.texts import text_of

_INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def device(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then show which device it is and ask whether it may come in."""
    if request.method != "POST":
        # The code in the address saves typing, and nothing more: the person still looks at it.
        form = DeviceCodeForm(initial={"user_code": request.GET.get("user_code", "")})
        return render(request, "identity_provider/device_code.html", {"form": form})
    form = DeviceCodeForm(request.POST)
    if not form.is_valid():
        return render(
            request, "identity_provider/device_code.html", {"form": form}, status=_INVALID
        )
    typed = form.cleaned_data["user_code"]
    try:
        found = find_device(user_code=typed, actor=actor_of(request), now=clock.now())
    except DomainError as error:
        return _ask_again(request, form, error)
    page = present(found, user_code=typed, own_address=actor_of(request).address)
    return render(request, "identity_provider/device_confirm.html", {"page": page})


@require_POST
@require_sign_in
def decide(request: HttpRequest) -> HttpResponse:
    """Let the device in, or keep it out."""
    now, actor = clock.now(), actor_of(request)
    form = DeviceCodeForm(request.POST)
    session = session_of(request, now)
    if session is None:
        raise SignInRequired
    if not form.is_valid():
        return redirect("identity_provider:device")
    is_approved = request.POST.get("decision") == "approve"
    try:
        found = find_device(user_code=form.cleaned_data["user_code"], actor=actor, now=now)
        least = found.least_unit_level if session.is_unit else found.least_level
        if is_approved and session.level_at(now) < least:
            return _lead_to_proof(request, least, is_unit=session.is_unit)
        if is_approved and not is_way_accepted(found, session):
            return _lead_to_sign_in(found)
        decide_device(
            device_id=found.id, session=session, is_approved=is_approved, actor=actor, now=now
        )
    except DomainError as error:
        return _ask_again(request, form, error)
    context = {"is_approved": is_approved, "client_name": found.client_name}
    return render(request, "identity_provider/device_done.html", context)


def _lead_to_proof(request: HttpRequest, level: Level, *, is_unit: bool) -> HttpResponse:
    # Without the code: it is typed again after the proof, by then maybe a new one.
    url = ports.step_up_url()(level=level, next_url="/oauth2/device", is_unit=is_unit)
    return continue_to(request, url)


def _lead_to_sign_in(found: DeviceFacts) -> HttpResponse:
    url = (
        engine()
        .provider(clock.now())
        .sign_in_url(
            back=reverse("identity_provider:device"),
            is_again=True,
            is_new=False,
            source="",
            methods=found.sign_in_methods,
        )
    )
    return redirect(url)


def _ask_again(request: HttpRequest, form: DeviceCodeForm, error: DomainError) -> HttpResponse:
    form.add_error("user_code", text_of(error).sentences)
    return render(
        request,
        "identity_provider/device_code.html",
        {"form": form},
        status=status_of(error),
    )

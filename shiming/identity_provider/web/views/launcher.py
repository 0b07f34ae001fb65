"""The launcher: the applications that a person may open as they act now (E2)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from shiming.accounts import queries as accounts
from shiming.identity_provider import errors, queries
from shiming.identity_provider.engine import engine
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, require_sign_in
from shiming.web_kit.refusals import status_of


@require_safe
@require_sign_in
def apps(request: HttpRequest) -> HttpResponse:
    """List the applications."""
    found = queries.list_apps(viewer=actor_of(request), portal=_portal(request), now=clock.now())
    return render(request, "identity_provider/launcher/apps.html", {"apps": found})


@require_safe
@require_sign_in
def app_open(request: HttpRequest, client_id: str) -> HttpResponse:
    """
    Open an application at the page that was wanted (`target`), over a sign-in if need be.

    It sends the person back to us for its own sign-in, which the live session answers at once.
    """
    portal = _portal(request)
    app = queries.get_app(
        client_id=client_id, viewer=actor_of(request), portal=portal, now=clock.now()
    )
    if not app.is_welcoming:
        context = {"app": app, "again": request.get_full_path()}
        status = status_of(errors.AppNotWelcoming())
        return render(
            request, "identity_provider/launcher/not_welcome.html", context, status=status
        )
    address = queries.address_of_app(
        client_id=client_id,
        portal=portal,
        target=request.GET.get("target", ""),
        issuer=engine().settings.issuer,
    )
    return redirect(address)


def _portal(request: HttpRequest) -> str:
    return accounts.portal_of_host(request.get_host()).code

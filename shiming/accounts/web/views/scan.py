"""Scanning a code with the phone (扫一扫, S31-1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shiming.accounts import errors
from shiming.accounts.actions.scan.read_scanned_picture import read_scanned_picture
from shiming.accounts.web.forms import add_refusal
from shiming.accounts.web.forms.scan import ScanForm
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, is_fragment_wanted, require_sign_in
from shiming.web_kit.refusals import status_of

_NOTHING_YET = 204
_INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@require_sign_in
def scan(request: HttpRequest) -> HttpResponse:
    """
    Read the code in a picture, and lead to what it stands for.

    The script of the page hands in a picture a second: it is told that there is none yet, or by
    htmx's header where to go. Without a script somebody hands in one photograph.
    """
    form = ScanForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
    )
    status = 200
    if request.method == "POST":
        status = _INVALID
        if form.is_valid():
            try:
                path = read_scanned_picture(
                    actor=actor_of(request),
                    content=form.cleaned_data["picture"].read(),
                    host=request.get_host(),
                    now=clock.now(),
                )
            except errors.NoCodeInPicture as error:
                if is_fragment_wanted(request):
                    return HttpResponse(status=_NOTHING_YET)
                add_refusal(form, error, "picture")
            except DomainError as error:
                add_refusal(form, error, "picture")
                status = status_of(error)
            else:
                return _lead_to(request, path)
    template = (
        "accounts/scan/_form.html" if is_fragment_wanted(request) else "accounts/scan/scan.html"
    )
    return render(request, template, {"form": form}, status=status)


def _lead_to(request: HttpRequest, path: str) -> HttpResponse:
    if is_fragment_wanted(request):
        return HttpResponse(headers={"HX-Redirect": path})
    return redirect(path)

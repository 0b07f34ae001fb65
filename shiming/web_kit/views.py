"""The kit's own addresses: how pages are shown, and the previews of components."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from shiming.web_kit import previews
from shiming.web_kit.actors import safe_next_url
from shiming.web_kit.frame import View


@require_POST
def set_view(request: HttpRequest) -> HttpResponse:
    """Keep the wishes for larger text and high contrast, and go back to where they were uttered."""
    response = HttpResponseRedirect(safe_next_url(request.POST.get("next")), status=303)
    View(
        is_large=request.POST.get("text") == "large",
        is_high_contrast=request.POST.get("contrast") == "high",
    ).keep(request, response)
    return response


@require_safe
def preview_list(request: HttpRequest) -> HttpResponse:
    """Show every component in every preview."""
    context = {"components": previews.rendered(request), "samples": previews.SAMPLE_PAGES}
    return render(request, "web_kit/previews.html", context)


@require_safe
def preview_component(request: HttpRequest, name: str) -> HttpResponse:
    """Show one component in every preview."""
    found = [part for part in previews.rendered(request) if part.name == name]
    if not found:
        raise Http404
    return render(request, "web_kit/previews.html", {"components": found})


@require_safe
def preview_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a sample page, put together from components as an area would."""
    if name not in previews.SAMPLE_PAGES:
        raise Http404
    return render(request, f"web_kit/samples/{name}.html", previews.sample_context(request))

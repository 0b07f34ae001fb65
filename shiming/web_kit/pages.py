"""Rendering helpers for views: a page for a browser, its fragment for htmx."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shiming.web_kit.actors import is_fragment_wanted


def render_page(
    request: HttpRequest,
    page: str,
    context: Mapping[str, object] | None = None,
    *,
    fragment: str,
    status: int = 200,
) -> HttpResponse:
    """Render the template `fragment` if htmx asks, or else `page`, which includes it."""
    template = fragment if is_fragment_wanted(request) else page
    return render(request, template, dict(context or {}), status=status)

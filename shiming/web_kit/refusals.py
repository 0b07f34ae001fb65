"""From a refusal to a response: the one table from kinds to HTTP, pages, fragments and problems."""

from collections.abc import Mapping
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from shiming.kernel.errors import DomainError, ErrorKind
from shiming.web_kit.actors import SignInRequired, is_fragment_wanted, is_json_wanted
from shiming.web_kit.texts import text_of

R = TypeVar("R", bound=HttpResponse)

STATUS_OF: Mapping[ErrorKind, int] = {
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.CONFLICT: 409,
    ErrorKind.INVALID: 422,
    ErrorKind.LIMITED: 429,
    ErrorKind.UNAVAILABLE: 503,
}
# What the result page shows: «not now» waits, everything else was refused.
_LOOK_OF = {ErrorKind.UNAVAILABLE: "waiting", ErrorKind.LIMITED: "waiting"}


def status_of(error: DomainError) -> int:
    """Return the HTTP status for `error`; only «sign in first» differs from its kind."""
    return 401 if isinstance(error, SignInRequired) else STATUS_OF[error.kind]


def render_refusal(
    request: HttpRequest,
    error: DomainError,
    template: str | None = None,
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """
    Answer with the refusal: problem+json for programs, a fragment for htmx, else a page.

    A view that can show the refusal in its own place (beside a form) gives its `template`, which
    sees `error`, `text` and `context`.
    """
    if is_json_wanted(request):
        return problem(error)
    if template is None:
        template = (
            "web_kit/_refusal.html" if is_fragment_wanted(request) else "web_kit/refusal.html"
        )
    values = {
        "error": error,
        "text": text_of(error),
        "look": _LOOK_OF.get(error.kind, "refused"),
        **(context or {}),
    }
    response = render(request, template, values, status=status_of(error))
    return _with_retry_after(response, error)


def problem(error: DomainError) -> JsonResponse:
    """Answer with `application/problem+json` (RFC 9457); `code` is the stable part."""
    text = text_of(error)
    body = {
        "type": f"urn:shiming:problem:{error.code}",
        "title": text.title,
        "status": status_of(error),
        "detail": text.next,
        "code": error.code,
    }
    response = JsonResponse(
        body, status=status_of(error), content_type="application/problem+json; charset=utf-8"
    )
    return _with_retry_after(response, error)


def _with_retry_after(response: R, error: DomainError) -> R:
    """Say when to come back (RFC 9110 section 10.2.3), where the refusal knows it."""
    seconds = error.context.get("retry_after")
    if isinstance(seconds, int):
        response["Retry-After"] = str(seconds)
    return response

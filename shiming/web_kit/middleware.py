"""What happens to every request: headers that keep pages safe, and refusals turned into pages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from shiming.kernel.errors import DomainError
from shiming.kernel.pictures import PictureTooLarge
from shiming.web_kit.error_pages import only_sent_to
from shiming.web_kit.refusals import render_refusal

GetResponse = Callable[[HttpRequest], HttpResponse]

MOST_BODY_BYTES = 24 * 2**20
"""Room for the frames of a live check, the largest thing that any form sends, and to spare."""

# Nothing inline, nothing from elsewhere; `blob:` shows a picture before it is sent.
_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    # Chromium applies this to redirects too: see `actors.continue_to`.
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {value}" for name, value in _SOURCES.items())
PERMISSIONS_POLICY = ", ".join(
    (
        "camera=(self)",
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer",
                "display-capture",
                "geolocation",
                "gyroscope",
                "magnetometer",
                "microphone",
                "midi",
                "payment",
                "usb",
            )
        ),
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Whatever Django answers may be about a person; a view that knows better says so itself.
    "Cache-Control": "no-store",
}


class PageHeadersMiddleware:
    """Adds the headers that a view did not set itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with every header."""
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class BodyLimitMiddleware:
    """
    Refuses a body that no form of ours needs, before a byte of it is read.

    Django limits fields, but lets files of any size through to the disk; and whoever looks for the
    CSRF token has read it all. A body that states no length is no body to WSGI.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or say that it is too large."""
        stated = request.META.get("CONTENT_LENGTH") or ""
        if stated.isdecimal() and int(stated) > MOST_BODY_BYTES:
            return render_refusal(request, PictureTooLarge(max_bytes=MOST_BODY_BYTES))
        return self.get_response(request)


class RefusalMiddleware:
    """
    Turns a refusal that a view let pass into the page, fragment or problem that tells it.

    Everything else that is raised is a surprise: Django logs it and `error_pages` answers.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; where only forms are sent to, a browser gets a page instead of nothing."""
        response = self.get_response(request)
        is_nothing = isinstance(response, HttpResponseNotAllowed) and not response.content
        if is_nothing and "text/html" in request.headers.get("Accept", ""):
            page = only_sent_to(request)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; leave a surprise to Django."""
        if isinstance(error, DomainError):
            return render_refusal(request, error)
        return None

"""Addresses of a small site that does with the kit what an area would do."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_POST

from shiming.kernel.errors import DomainError, ErrorKind
from shiming.web_kit import urls
from shiming.web_kit.actors import continue_to, require_permission, require_sign_in, safe_next_url


class RosterFull(DomainError):
    code = "tests.roster.full"
    kind = ErrorKind.CONFLICT


class TooManyTries(DomainError):
    code = "tests.tries.too_many"
    kind = ErrorKind.LIMITED


class Surprise(RuntimeError):
    pass


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def refuse(request: HttpRequest) -> HttpResponse:
    raise RosterFull(roster=7)


def limit(request: HttpRequest) -> HttpResponse:
    raise TooManyTries(retry_after=90)


def break_down(request: HttpRequest) -> HttpResponse:
    raise Surprise("secret of the house")


PARTS = """{% extends "web_kit/base.html" %}{% load web_kit %}
{% block title %}parts{% endblock %}
{% block content %}<h1>parts</h1>
  {% component "button" kind="danger" dialog=True href="/end/" label="解除" / %}
  <div id="place"></div>
  <button type="button" hx-get="/refuse/" hx-target="#place">refuse</button>
  {% component "progress" label="核对中" done=work.done total=3 poll_url="/work/" every=1 / %}
{% endblock %}"""
END = (
    '{% load web_kit %}{% component "confirm" action="/end/" danger=True question="解除绑定？"'
    ' cancel_url="/parts/" / %}'
)
WORK = (
    "{% load web_kit %}{% if work.done < 3 %}"
    '{% component "progress" label="核对中" done=work.done total=3 poll_url="/work/" every=1 / %}'
    "{% else %}<p>核对完成</p>{% endif %}"
)


class Work:
    """What a background job has done: one more part each time somebody looks."""

    done = 1


def shown(source: str, request: HttpRequest, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request))


def parts(request: HttpRequest) -> HttpResponse:
    Work.done = 1
    return shown(PARTS, request, work=Work)


def end(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse(f"ended {request.POST.get('confirmed')}")
    return shown(END, request)


def work(request: HttpRequest) -> HttpResponse:
    Work.done += 1
    return shown(WORK, request, work=Work)


def leave(request: HttpRequest) -> HttpResponse:
    token = get_token(request)
    return HttpResponse(
        "<form method=post action=/send/><button>go</button>"
        f"<input type=hidden name=csrfmiddlewaretoken value={token}>"
        "<input type=hidden name=next value='/oauth2/authorize?state=1'></form>"
    )


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    return continue_to(request, safe_next_url(request.POST.get("next")))


@require_sign_in
def private(request: HttpRequest, number: int = 0) -> HttpResponse:
    return HttpResponse(f"private {number}")


@require_permission("tests:roster:read")
def guarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("guarded")


app_urls = [*urls.urlpatterns, *urls.preview_urls(is_shown=True)]

urlpatterns = [
    path("", include((app_urls, "web_kit"))),
    path("hello/", hello),
    path("refuse/", refuse),
    path("limit/", limit),
    path("break/", break_down),
    path("parts/", parts),
    path("end/", end),
    path("work/", work),
    path("leave/", leave),
    path("send/", send),
    path("private/<int:number>/", private),
    path("guarded/", guarded),
]

handler400 = "shiming.web_kit.error_pages.bad_request"
handler403 = "shiming.web_kit.error_pages.permission_denied"
handler404 = "shiming.web_kit.error_pages.page_not_found"
handler500 = "shiming.web_kit.error_pages.server_error"

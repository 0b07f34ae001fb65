"""
The pages for what went wrong outside a use case; `config/urls.py` names them as handlers.

They speak like every other page: what is the case, and what can be done next. The page for a
surprise is rendered without a request, because what broke may be what the frame needs.
"""

import secrets

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views.decorators.csrf import requires_csrf_token

from shiming.web_kit.actors import is_fragment_wanted, is_json_wanted

log = structlog.get_logger(__name__)

# Without letters and digits that are taken for one another over the telephone.
_READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def _answer(
    request: HttpRequest, *, status: int, title: str, detail: str, look: str, reference: str = ""
) -> HttpResponse:
    if is_json_wanted(request):
        body: dict[str, str | int] = {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
        }
        if reference:
            body["reference"] = reference
        return JsonResponse(
            body, status=status, content_type="application/problem+json; charset=utf-8"
        )
    name = "_error.html" if is_fragment_wanted(request) else "error.html"
    context = {
        "title": title,
        "detail": detail,
        "look": look,
        "reference": reference,
        "status": status,
    }
    page = render_to_string(f"web_kit/{name}", context, request=None if reference else request)
    return HttpResponse(page, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 400: the request could not be understood."""
    return _answer(
        request,
        status=400,
        title=gettext("请求无法识别"),
        detail=gettext("请返回上一页刷新后重试，或从首页重新进入。"),
        look="refused",
    )


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 403 where Django itself refused."""
    return _answer(
        request,
        status=403,
        title=gettext("当前身份不能访问此页面"),
        detail=gettext("请切换到有权限的身份，或联系本单位管理员为您授权。"),
        look="refused",
    )


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 404: no such address."""
    return _answer(
        request,
        status=404,
        title=gettext("没有找到这个页面"),
        detail=gettext("网址可能有误，或页面已被移走。请检查网址，或从首页重新进入。"),
        look="info",
    )


def only_sent_to(request: HttpRequest) -> HttpResponse:
    """Answer 405 to a browser that opens where forms are sent to: its own page would be blank."""
    return _answer(
        request,
        status=405,
        title=gettext("这个网址不能直接打开"),
        detail=gettext("它只接收表单。请返回上一页重新提交，或从首页重新进入。"),
        look="info",
    )


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a reference number that leads to the log line; the number tells nothing."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(8))
    reference = f"{letters[:4]}-{letters[4:]}"
    log.error("web_kit.surprise", reference=reference)
    return _answer(
        request,
        status=500,
        title=gettext("系统出了点问题"),
        detail=gettext("这不是您的问题，我们已收到通知。请稍后再试，您已办理的事项不受影响。"),
        look="waiting",
        reference=reference,
    )


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 where the form's token is missing or old (`CSRF_FAILURE_VIEW`)."""
    log.info("web_kit.csrf_failure", reason=reason)
    return _answer(
        request,
        status=403,
        title=gettext("页面已过期"),
        detail=gettext(
            "为了您的安全，请返回上一页刷新后重新提交。如果仍然出现，请允许浏览器使用 Cookie。"
        ),
        look="waiting",
    )

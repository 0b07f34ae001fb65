"""The picture and the proof of work that forms ask for."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from shiming.accounts import human_check_kit, ports
from shiming.accounts.types import HumanCheckKind
from shiming.accounts.web import cookies
from shiming.kernel import clock


@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Answer with a fresh picture; the browser's cookie remembers which one it was shown."""
    challenge = human_check_kit.new_challenge(
        HumanCheckKind.PICTURE, now=clock.now(), lifetime=ports.policy().human_check_lifetime
    )
    drawn = human_check_kit.draw(challenge, visitor_token=cookies.visit_of(request).token)
    response = HttpResponse(drawn, content_type="image/png")
    cookies.set_check_cookie(request, response, challenge.token)
    return response


@require_safe
def proof_of_work(request: HttpRequest) -> JsonResponse:
    """Answer with a puzzle for the script on the page."""
    policy = ports.policy()
    return JsonResponse(
        human_check_kit.new_proof_of_work(
            visitor_token=cookies.visit_of(request).token,
            cost=policy.proof_of_work_cost,
            now=clock.now(),
            lifetime=policy.human_check_lifetime,
        )
    )

"""Is the process alive, and may it be sent people? `/healthz` and `/readyz`."""

import dataclasses
from collections.abc import Callable, Sequence

import structlog
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from shiming.kernel.slots import Slot

log = structlog.get_logger(__name__)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessCheck:
    """Something without which nobody can be served; `run` raises when it is not there."""

    name: str
    run: Callable[[], None]


def ask_database() -> None:
    """
    Ask the database for one row.

    :raises django.db.Error: if it does not answer
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


readiness_checks: Slot[Sequence[ReadinessCheck]] = Slot("web_kit.readiness_checks")
readiness_checks.fill((ReadinessCheck(name="database", run=ask_database),))


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view's signature
    """Answer that the process is alive; asks nothing else, so that nothing else restarts it."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  # a view's signature
    """Answer 200 if every check passes, or else 503; names the checks and never why they fail."""
    answers = {check.name: _passes(check) for check in readiness_checks()}
    is_ready = all(answers.values())
    return JsonResponse({"ready": is_ready, "checks": answers}, status=200 if is_ready else 503)


def _passes(check: ReadinessCheck) -> bool:
    try:
        check.run()
    except Exception:  # the outermost edge: whatever breaks, the answer is «not ready»
        log.warning("web_kit.not_ready", check=check.name, exc_info=True)
        return False
    return True

"""The operators' page: what runs in the background, and stopping or repeating it."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from shiming.jobs import ports, queries
from shiming.jobs.actions.cancel_job import cancel_job
from shiming.jobs.actions.retry_job import retry_job
from shiming.jobs.types import JobId, JobPermission, JobState
from shiming.jobs.web.presenters import JobPage, JobRow, state_labels
from shiming.kernel import clock
from shiming.web_kit.actors import actor_of, require_permission


@require_GET
@require_permission(JobPermission.MANAGE)
def job_list(request: HttpRequest) -> HttpResponse:
    """Show a page of jobs, newest first."""
    now = clock.now()
    wanted = request.GET.get("state", "")
    state = JobState(wanted) if wanted in set(JobState) else None
    jobs = queries.list_jobs(
        viewer=actor_of(request), state=state, before=_uuid_of(request.GET.get("before", ""))
    )
    health = queries.get_queue_health_unscoped(now=now, policy=ports.policy())
    page = JobPage(
        jobs=tuple(JobRow.of(job) for job in jobs),
        health=health,
        oldest_due_minutes=int(health.oldest_due_age.total_seconds()) // 60,
        state=state.value if state else "",
        states=tuple((state.value, label) for state, label in state_labels().items()),
        next_before=jobs[-1].pk if len(jobs) == queries.PAGE_SIZE else None,
    )
    return render(request, "jobs/job_list.html", {"page": page})


@require_POST
@require_permission(JobPermission.MANAGE)
def job_cancel(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Cancel a job and show the list again."""
    cancel_job(job_id=JobId(job_id), operator=actor_of(request), now=clock.now())
    return HttpResponseRedirect(reverse("jobs:job-list"), status=303)


@require_POST
@require_permission(JobPermission.MANAGE)
def job_retry(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Queue a job again and show the list."""
    retry_job(job_id=JobId(job_id), operator=actor_of(request), now=clock.now())
    return HttpResponseRedirect(reverse("jobs:job-list"), status=303)


def _uuid_of(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None

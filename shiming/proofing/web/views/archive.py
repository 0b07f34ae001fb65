"""The archive of real-name evidence: one person at a time, for a purpose, on record (S19-4)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.proofing import ports, queries
from shiming.proofing.actions.open_archive import open_archive
from shiming.proofing.actions.see_archived_picture import see_archived_picture
from shiming.proofing.types import (
    ArchivePurpose,
    ArchiveViewId,
    CaseId,
    PictureId,
    ProofingPermission,
)
from shiming.proofing.web import labels
from shiming.proofing.web.forms import ArchiveForm
from shiming.proofing.web.presenters import evidence_rows, minute
from shiming.proofing.web.presenters_archive import archive_cases, archive_looks
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal

_INVALID = 422
_SEARCH = "proofing/archive_search.html"
_guard = require_permission(ProofingPermission.INSPECT_ARCHIVE)


@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
@_guard
def archive_search(request: HttpRequest) -> HttpResponse:
    """Ask whose archive is needed and what for, and open it."""
    form = ArchiveForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "years": ports.policy().keep_evidence_for.days // 365}
    if request.method == "GET":
        return render(request, _SEARCH, context)
    if not form.is_valid():
        return render(request, _SEARCH, context, status=_INVALID)
    fields = form.cleaned_data
    try:
        view_id = open_archive(
            number=fields["document"],
            case_id=CaseId(fields["case_id"]) if fields["case_id"] else None,
            purpose=ArchivePurpose(fields["purpose"]),
            case_number=fields["case_number"],
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _SEARCH, context)
    return HttpResponseRedirect(reverse("proofing:archive", args=[view_id]), status=303)


@never_cache
@require_GET
@_guard
def archive(request: HttpRequest, view_id: uuid.UUID) -> HttpResponse:
    """Show what is kept, for how long, and who has looked at it."""
    officer, now = actor_of(request), clock.now()
    opened = ArchiveViewId(view_id)
    found = queries.get_archive(view_id=opened, officer=officer, now=now)
    evidence = queries.list_evidence_in_archive(view_id=opened, officer=officer, now=now)
    context = {
        "name": found.name,
        "number": found.number,
        "purpose": labels.PURPOSES[found.purpose],
        "case_number": found.case_number,
        "closes_at": minute(found.closes_at),
        "evidence": evidence_rows(evidence=evidence, now=now),
        "cases": archive_cases(found),
        "looks": archive_looks(found.looks),
        "destroyed": [minute(one) for one in found.destroyed],
        "years": ports.policy().keep_evidence_for.days // 365,
    }
    return render(request, "proofing/archive.html", context)


@require_GET
@_guard
def archive_picture(
    request: HttpRequest, view_id: uuid.UUID, picture_id: uuid.UUID
) -> HttpResponse:
    """Show one picture of an archive that is open; nobody keeps it."""
    content = see_archived_picture(
        view_id=ArchiveViewId(view_id),
        picture_id=PictureId(picture_id),
        officer=actor_of(request),
        now=clock.now(),
    )
    return HttpResponse(
        content, content_type="image/jpeg", headers={"Cache-Control": "no-store, private"}
    )

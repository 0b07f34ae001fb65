"""Downloads for everybody, and the desk that publishes them (S03-11)."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shiming.accounts import queries as accounts
from shiming.directory import queries
from shiming.directory.actions.publications.publish_document import publish_document
from shiming.directory.actions.publications.withdraw_document import withdraw_document
from shiming.directory.published_files import MAX_BYTES
from shiming.directory.types import (
    DirectoryPermission,
    Publication,
    PublicationId,
    PublicationKind,
)
from shiming.directory.web.forms.publications import PublicationForm, WithdrawalForm
from shiming.directory.web.presenters import publications as presenters
from shiming.kernel import clock
from shiming.kernel.errors import DomainError
from shiming.web_kit.actors import actor_of, require_permission
from shiming.web_kit.refusals import render_refusal, status_of
from shiming.web_kit.texts import text_of

_guard = require_permission(DirectoryPermission.PUBLISH)
_LIST = "directory/publications/publication_list.html"
_WITHDRAW = "directory/publications/publication_withdraw.html"
_INVALID = 422
_MOST_PAGES = 10_000


@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """List what visitors of this portal may download."""
    kind = _kind(request.GET.get("kind", ""))
    number = _page_number(request)
    found = queries.list_publications(
        portal_id=accounts.portal_of_host(request.get_host()).id,
        today=clock.today_in_china(clock.now()),
        kind=kind,
        page=number,
    )
    narrowed = f"kind={kind}&" if kind else ""
    context = {
        "rows": presenters.download_rows(found.entries),
        "kinds": presenters.kind_links(kind),
        "next_url": f"?{narrowed}page={number + 1}" if found.has_more else "",
    }
    return render(request, "directory/publications/downloads.html", context)


@require_safe
def download(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """Send a document, to be saved and never shown in place."""
    found = queries.get_publication(
        PublicationId(publication_id),
        portal_id=accounts.portal_of_host(request.get_host()).id,
        today=clock.today_in_china(clock.now()),
    )
    return _file(found)


@require_safe
@_guard
def publication_list(request: HttpRequest) -> HttpResponse:
    """Show all that was ever published, and a form for more."""
    return render(request, _LIST, _list(request, form=_form(request)))


@require_POST
@_guard
def publication_add(request: HttpRequest) -> HttpResponse:
    """Publish a document, or say what is wrong with it."""
    form = _form(request)
    if not form.is_valid():
        return render(request, _LIST, _list(request, form=form), status=_INVALID)
    try:
        publish_document(
            draft=form.draft(),
            # One byte more than is allowed shows that there is too much.
            content=form.cleaned_data["file"].read(MAX_BYTES + 1),
            officer=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        form.add_error(None, text_of(error).sentences)
        return render(request, _LIST, _list(request, form=form), status=status_of(error))
    return _back()


@require_safe
@_guard
def publication_file(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """Send an officer any document, a withdrawn one too."""
    return _file(
        queries.get_publication_of_officer(PublicationId(publication_id), viewer=actor_of(request))
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_guard
def publication_withdraw(request: HttpRequest, publication_id: uuid.UUID) -> HttpResponse:
    """Ask why a document is withdrawn, and withdraw it."""
    actor = actor_of(request)
    found = queries.get_publication_of_officer(PublicationId(publication_id), viewer=actor)
    form = WithdrawalForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "title": found.draft.title, "version": found.draft.version}
    if request.method != "POST" or not form.is_valid():
        status = _INVALID if form.is_bound else 200
        return render(request, _WITHDRAW, context, status=status)
    try:
        withdraw_document(
            publication_id=found.id,
            reason=form.cleaned_data["reason"],
            officer=actor,
            now=clock.now(),
        )
    except DomainError as error:
        return render_refusal(request, error, _WITHDRAW, context)
    return _back()


def _file(found: Publication) -> HttpResponse:
    response = HttpResponse(queries.read_publication(found.id), content_type=found.type.media_type)
    header = content_disposition_header(as_attachment=True, filename=found.file_name)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _form(request: HttpRequest) -> PublicationForm:
    today = clock.today_in_china(clock.now())
    portals = accounts.list_portals()
    if request.method == "POST":
        return PublicationForm(request.POST, request.FILES, portals=portals, today=today)
    return PublicationForm(portals=portals, today=today)


def _list(request: HttpRequest, *, form: PublicationForm) -> dict[str, object]:
    number = _page_number(request)
    found = queries.list_publication_history(viewer=actor_of(request), page=number)
    return {
        "form": form,
        "rows": presenters.history_rows(found.entries, today=clock.today_in_china(clock.now())),
        "next_url": f"?page={number + 1}" if found.has_more else "",
        "is_done": "done" in request.GET,
    }


def _back() -> HttpResponse:
    response = HttpResponseRedirect(f"{reverse('directory:publication-list')}?done=1")
    response.status_code = 303
    return response


def _kind(text: str) -> PublicationKind | None:
    return PublicationKind(text) if text in set(PublicationKind) else None


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    is_number = text.isascii() and text.isdecimal() and len(text) < len(str(_MOST_PAGES))
    return max(1, int(text)) if is_number else 1

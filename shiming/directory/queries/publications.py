"""Reads about documents for downloading."""

import datetime as dt

from django.db.models import Q, QuerySet

from shiming.accounts.types import AccountId, PortalId
from shiming.directory import errors, policies
from shiming.directory.models import PublishedDocument
from shiming.directory.published_files import TYPES
from shiming.directory.types import (
    Publication,
    PublicationDraft,
    PublicationId,
    PublicationKind,
    PublicationPage,
)
from shiming.kernel.actor import Actor
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId

_PAGE = 50


def list_publications(
    *, portal_id: PortalId, today: dt.date, kind: PublicationKind | None = None, page: int = 1
) -> PublicationPage:
    """Return what visitors of a portal may download, the version in force of each first."""
    rows = _offered(portal_id, today)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return _page_of(rows.order_by("kind", "title", "-valid_from", "-pk"), page)


def get_publication(
    publication_id: PublicationId, *, portal_id: PortalId, today: dt.date
) -> Publication:
    """
    Return a document that visitors of a portal may download.

    :raises errors.PublicationNotFound: if it is not offered there today
    """
    row = _offered(portal_id, today).filter(pk=publication_id).first()
    if row is None:
        raise errors.PublicationNotFound
    return _facts(row)


def read_publication(publication_id: PublicationId) -> bytes:
    """Return the content of a document that somebody may have."""
    row = PublishedDocument.objects.get(pk=publication_id)
    return vault.read_file(VaultFileId(row.file))


def list_publication_history(*, viewer: Actor, page: int = 1) -> PublicationPage:
    """
    Return all that was ever published, the newest first, withdrawn documents too.

    :raises errors.MayNotPublish: if the viewer may not publish
    """
    if refusal := policies.refusal_to_publish(officer=viewer):
        raise refusal
    return _page_of(_all().order_by("-published_at", "-pk"), page)


def get_publication_of_officer(publication_id: PublicationId, *, viewer: Actor) -> Publication:
    """
    Return a document, whether it is offered or not.

    :raises errors.MayNotPublish: if the viewer may not publish
    :raises errors.PublicationNotFound: if there is none
    """
    if refusal := policies.refusal_to_publish(officer=viewer):
        raise refusal
    row = _all().filter(pk=publication_id).first()
    if row is None:
        raise errors.PublicationNotFound
    return _facts(row)


def _all() -> QuerySet[PublishedDocument]:
    return PublishedDocument.objects.select_related("portal")


def _offered(portal_id: PortalId, today: dt.date) -> QuerySet[PublishedDocument]:
    return _all().filter(
        Q(portal__isnull=True) | Q(portal=portal_id),
        withdrawn_at__isnull=True,
        valid_from__lte=today,
    )


def _page_of(rows: QuerySet[PublishedDocument], page: int) -> PublicationPage:
    start = (page - 1) * _PAGE
    found = list(rows[start : start + _PAGE + 1])
    return PublicationPage(
        entries=tuple(_facts(row) for row in found[:_PAGE]), has_more=len(found) > _PAGE
    )


def _facts(row: PublishedDocument) -> Publication:
    return Publication(
        id=PublicationId(row.pk),
        draft=PublicationDraft(
            kind=PublicationKind(row.kind),
            title=row.title,
            version=row.version,
            portal_id=None if row.portal_id is None else PortalId(row.portal_id),
            valid_from=row.valid_from,
        ),
        type=TYPES[row.extension],
        size=row.size,
        published_by=None if row.published_by is None else AccountId(row.published_by),
        published_at=row.published_at,
        withdrawn_by=None if row.withdrawn_by is None else AccountId(row.withdrawn_by),
        withdrawn_at=row.withdrawn_at,
        reason=row.reason,
        portal_name="" if row.portal is None else row.portal.name,
    )

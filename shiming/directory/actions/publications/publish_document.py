"""Use case: an officer publishes a document for downloading (S03-11)."""

import datetime as dt

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.directory import errors, policies
from shiming.directory.models import PublishedDocument
from shiming.directory.published_files import type_of
from shiming.directory.types import PublicationDraft, PublicationEvent, PublicationId
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id
from shiming.vault import operations as vault

FILE_PURPOSE = "directory.publication.file"


def publish_document(
    *, draft: PublicationDraft, content: bytes, officer: Actor, now: dt.datetime
) -> PublicationId:
    """
    Offer a document from its first day on; an earlier version stays until it is withdrawn.

    Of which type it is, its content says.

    :raises errors.MayNotPublish: if the officer may not
    :raises errors.PublicationUnfit: if title or version will not do
    :raises errors.FileTooLarge: if the file has too many bytes
    :raises errors.FileTypeNotAccepted: if it is of no type that is published
    :raises errors.FileHoldsProgram: if it holds macros, scripts or further files
    :raises errors.PublicationTaken: if this version is published already
    """
    if refusal := policies.refusal_to_publish(officer=officer) or policies.refusal_of_draft(draft):
        raise refusal
    found = type_of(content)
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                row = PublishedDocument.objects.create(
                    id=new_id(),
                    kind=draft.kind,
                    title=draft.title.strip(),
                    version=draft.version.strip(),
                    portal_id=draft.portal_id,
                    valid_from=draft.valid_from,
                    file=vault.keep_file(FILE_PURPOSE, content, found.media_type, now),
                    extension=found.extension,
                    size=len(content),
                    published_by=officer.account_id,
                    published_at=now,
                )
        except IntegrityError as error:
            raise errors.PublicationTaken from error
        audit.record(
            event=PublicationEvent.PUBLISHED,
            actor=officer,
            subject=f"publication:{row.pk}",
            at=now,
            details={"kind": draft.kind.value, "type": found.extension},
        )
    return PublicationId(row.pk)

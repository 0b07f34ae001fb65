"""Use case: an officer looks at one picture of an archive that they have open (S19-4)."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, queries
from shiming.proofing.types import ArchiveViewId, PictureId, PictureRole, ProofingEvent
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId


def see_archived_picture(
    *, view_id: ArchiveViewId, picture_id: PictureId, officer: Actor, now: dt.datetime
) -> bytes:
    """
    Return a picture, and record that it was looked at.

    :raises errors.ArchiveNotOpen: if the officer has no such archive open now
    :raises errors.PictureNotFound: if it is none of this archive, or was destroyed
    """
    with transaction.atomic(durable=True):
        view = queries.get_archive_view(view_id=view_id, officer=officer, now=now)
        picture = queries.get_picture_unscoped(picture_id=picture_id)
        is_shown = picture.replaced_at is None and picture.role != PictureRole.LIVE_CLIP
        if picture.case.person_id != view.person_id or not is_shown:
            raise errors.PictureNotFound(picture_id=picture_id)
        audit.record(
            event=ProofingEvent.PICTURE_SEEN,
            actor=officer,
            subject=f"case:{picture.case_id}",
            at=now,
            details={
                "picture_id": str(picture.pk),
                "role": picture.role,
                "archive_view_id": str(view_id),
            },
        )
    return vault.read_file(VaultFileId(picture.file_id))

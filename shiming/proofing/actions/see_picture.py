"""Use case: somebody looks at a picture of a case; each look is recorded."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors, queries
from shiming.proofing.types import PictureId, PictureRole, ProofingEvent
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SeenPicture:
    """The picture itself; it must not be cached anywhere."""

    content: bytes = dataclasses.field(repr=False)
    media_type: str = "image/jpeg"


def see_picture(*, picture_id: PictureId, viewer: Actor, now: dt.datetime) -> SeenPicture:
    """
    Return a picture to the applicant, or to the reviewer who holds its case, and record it.

    :raises errors.PictureNotFound: if there is none, the viewer may not see it, or it was dropped
    """
    with transaction.atomic(durable=True):
        picture = queries.get_picture(picture_id=picture_id, viewer=viewer, now=now)
        if picture.role == PictureRole.LIVE_CLIP or picture.replaced_at is not None:
            raise errors.PictureNotFound(picture_id=picture_id)
        audit.record(
            event=ProofingEvent.PICTURE_SEEN,
            actor=viewer,
            subject=f"case:{picture.case_id}",
            at=now,
            details={
                "picture_id": str(picture.pk),
                "role": picture.role,
                "is_own": picture.case.account_id == viewer.account_id,
            },
        )
    return SeenPicture(content=vault.read_file(VaultFileId(picture.file_id)))

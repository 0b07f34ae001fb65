"""Reads about face checks at sign-in, and the picture that a face is compared with."""

import datetime as dt
import uuid

from django.db.models import Q

from shiming.accounts.types import FaceCheckFacts, FaceCheckId, FaceState
from shiming.kernel.identifiers.documents import DocumentType
from shiming.proofing import errors, ports
from shiming.proofing.models import CasePicture, Evidence, FaceCheck
from shiming.proofing.types import EvidenceKind, PictureRole
from shiming.vault.types import VaultFileId

# What has seen the person and their identity card at once.
_SEEN = (EvidenceKind.LIVE_FACE, EvidenceKind.REMOTE_REVIEW, EvidenceKind.COUNTER)


def get_face_check_unscoped(check_id: FaceCheckId) -> FaceCheck:
    """
    Return a face check to the area that keeps its key.

    :raises errors.FaceCheckNotFound: if there is none
    """
    check = FaceCheck.objects.filter(pk=check_id).first()
    if check is None:
        raise errors.FaceCheckNotFound(check_id=check_id)
    return check


def get_face_check_facts(check_id: FaceCheckId, *, now: dt.datetime) -> FaceCheckFacts:
    """
    Return how far a face check has come; whom it is about, and how alike they look, is not in it.

    :raises errors.FaceCheckNotFound: if there is none
    """
    check = get_face_check_unscoped(check_id)
    if check.verdict:
        return FaceCheckFacts(state=FaceState(check.verdict), problem=check.problem)
    if check.used_at is not None:
        # Nobody waits for ever for a worker that is away.
        is_stuck = check.used_at < now - ports.policy().engine_patience
        return FaceCheckFacts(state=FaceState.UNAVAILABLE if is_stuck else FaceState.JUDGING)
    return FaceCheckFacts(state=FaceState.EXPIRED if check.expires_at <= now else FaceState.OPEN)


def find_face_reference(person_id: uuid.UUID, *, now: dt.datetime) -> VaultFileId | None:
    """
    Return the picture of a person who was proofed with the resident identity card, or None.

    It is the face that was shown when they were proofed, or else the portrait on their card.
    """
    proven = (
        Evidence.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=now),
            person_id=person_id,
            person__document_type=DocumentType.RESIDENT_ID_CARD,
            document_type=DocumentType.RESIDENT_ID_CARD,
            kind__in=_SEEN,
            at__lte=now,
            case__isnull=False,
            revocation__isnull=True,
        )
        .order_by("-at", "-id")
        .first()
    )
    if proven is None:
        return None
    kept = CasePicture.objects.filter(
        case_id=proven.case_id,
        role__in=[PictureRole.LIVE_FACE, PictureRole.FRONT],
        replaced_at__isnull=True,
    )
    # «live_face» comes after «front».
    picture = kept.order_by("-role", "-id").first()
    return None if picture is None else VaultFileId(picture.file_id)

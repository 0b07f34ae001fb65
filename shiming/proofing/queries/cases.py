"""Reads about cases: their pictures, consents and live checks."""

import datetime as dt
from collections.abc import Mapping, Sequence

from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import (
    DocumentType,
)
from shiming.proofing import errors, ports
from shiming.proofing.journeys.steps import JourneyState
from shiming.proofing.models import (
    CasePicture,
    ConsentGiven,
    ConsentText,
    LiveSession,
    ProofingCase,
)
from shiming.proofing.policies import reviews
from shiming.proofing.types import (
    DOCUMENTS,
    CaseId,
    CaseState,
    ConsentKind,
    LiveSessionId,
    PictureId,
    PictureRole,
    PictureState,
)


def find_current_case(*, viewer: Actor) -> ProofingCase | None:
    """Return the viewer's newest attempt that was not given up, or None."""
    if viewer.account_id is None:
        return None
    return (
        ProofingCase.objects.filter(account_id=viewer.account_id)
        .exclude(state=CaseState.WITHDRAWN)
        .order_by("-created_at", "-id")
        .first()
    )


def get_current_case(*, viewer: Actor) -> ProofingCase:
    """
    Return the viewer's newest attempt.

    :raises errors.CaseNotFound: if there is none
    """
    case = find_current_case(viewer=viewer)
    if case is None:
        raise errors.CaseNotFound
    return case


def get_case_unscoped(*, case_id: CaseId) -> ProofingCase:
    """
    Return a case to a job or an operator's tool, which guard it themselves.

    :raises errors.CaseNotFound: if there is none
    """
    case = ProofingCase.objects.filter(pk=case_id).first()
    if case is None:
        raise errors.CaseNotFound(case_id=case_id)
    return case


def pictures_of(*, case: ProofingCase) -> Mapping[PictureRole, CasePicture]:
    """Return the pictures of a case that count, by what they show."""
    kept = CasePicture.objects.filter(case=case, replaced_at__isnull=True).order_by("role", "id")
    return {PictureRole(picture.role): picture for picture in kept}


def journey_state(*, case: ProofingCase) -> JourneyState:
    """Return all that the rules of the journey look at."""
    pictures = pictures_of(case=case)
    states = {role: PictureState(picture.state) for role, picture in pictures.items()}
    return JourneyState(
        case=CaseState(case.state),
        has_document_type=bool(case.document_type),
        needs_back=not case.document_type
        or DOCUMENTS[DocumentType(case.document_type)].needs_both_sides,
        front=states.get(PictureRole.FRONT),
        back=states.get(PictureRole.BACK),
        is_form_confirmed=case.form_confirmed_at is not None,
    )


def fields_read(*, case: ProofingCase) -> dict[str, str]:
    """Return the fields as the engine read them off both sides; personal, never to be logged."""
    pictures = pictures_of(case=case)
    read: dict[str, str] = {}
    for role in (PictureRole.FRONT, PictureRole.BACK):
        if role in pictures:
            read |= pictures[role].reading
    return read


def count_rejected(*, case: ProofingCase, role: PictureRole) -> int:
    """Return how often a side was sent back."""
    return CasePicture.objects.filter(case=case, role=role, state=PictureState.REJECTED).count()


def get_picture_unscoped(*, picture_id: PictureId) -> CasePicture:
    """
    Return a picture to a job.

    :raises errors.PictureNotFound: if there is none
    """
    picture = CasePicture.objects.select_related("case").filter(pk=picture_id).first()
    if picture is None:
        raise errors.PictureNotFound(picture_id=picture_id)
    return picture


def get_picture(*, picture_id: PictureId, viewer: Actor, now: dt.datetime) -> CasePicture:
    """
    Return a picture to the applicant, or to the reviewer who holds its case.

    :raises errors.PictureNotFound: if there is none, or the viewer may not see it
    """
    picture = get_picture_unscoped(picture_id=picture_id)
    if not reviews.may_see_pictures(
        case=picture.case, viewer=viewer, now=now, policy=ports.policy()
    ):
        raise errors.PictureNotFound(picture_id=picture_id)
    return picture


def find_consent_text(*, kind: ConsentKind, now: dt.datetime) -> ConsentText | None:
    """Return the version in force, or None."""
    return (
        ConsentText.objects.filter(kind=kind, published_at__lte=now)
        .order_by("-published_at", "-id")
        .first()
    )


def get_consent_text(*, kind: ConsentKind, now: dt.datetime) -> ConsentText:
    """
    Return the version in force.

    :raises errors.NoConsentText: if there is none
    """
    text = find_consent_text(kind=kind, now=now)
    if text is None:
        raise errors.NoConsentText(kind=kind.value)
    return text


def has_consent(*, case: ProofingCase, kind: ConsentKind) -> bool:
    """Tell whether a consent stands in this case."""
    return ConsentGiven.objects.filter(
        case=case, text__kind=kind, withdrawn_at__isnull=True
    ).exists()


def list_consents(*, case: ProofingCase) -> Sequence[ConsentGiven]:
    """Return the consents that stand in this case, with their texts."""
    return list(
        ConsentGiven.objects.filter(case=case, withdrawn_at__isnull=True)
        .select_related("text")
        .order_by("text__kind", "id")
    )


def find_live_session(
    *, session_id: LiveSessionId, nonce: str, viewer: Actor
) -> LiveSession | None:
    """Return the viewer's own live check with this nonce, or None."""
    if viewer.account_id is None:
        return None
    return (
        LiveSession.objects.select_related("case")
        .filter(pk=session_id, nonce=nonce, case__account_id=viewer.account_id)
        .first()
    )


def find_open_live_session(*, case: ProofingCase, now: dt.datetime) -> LiveSession | None:
    """Return the live check that was given out, not used, and has not run out, or None."""
    return (
        LiveSession.objects.filter(case=case, used_at__isnull=True, expires_at__gt=now)
        .order_by("-started_at", "-id")
        .first()
    )


def find_last_live_session(*, case: ProofingCase) -> LiveSession | None:
    """Return the last live check of a case, or None."""
    return LiveSession.objects.filter(case=case).order_by("-started_at", "-id").first()

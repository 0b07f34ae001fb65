"""Reading the archive of evidence; only whoever opened one sees it."""

import datetime as dt
import uuid

from shiming.accounts import queries as accounts
from shiming.accounts.types import PersonId
from shiming.audit import queries as audit
from shiming.kernel.actor import Actor
from shiming.proofing import errors
from shiming.proofing.models import ArchiveView, CasePicture, ConsentGiven, Evidence, ProofingCase
from shiming.proofing.types import (
    Archive,
    ArchivedCase,
    ArchivedPicture,
    ArchiveLook,
    ArchivePurpose,
    ArchiveViewId,
    CaseId,
    CaseState,
    PictureId,
    PictureRole,
    ProofingEvent,
)
from shiming.vault import queries as vault
from shiming.vault.types import VaultFileId

_MOST_OWN = 20


def list_accounts_in_archive(person_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the accounts that something was kept for, closed ones included."""
    kept = Evidence.objects.filter(person_id=person_id).values_list("account_id", flat=True)
    tried = ProofingCase.objects.filter(person_id=person_id).values_list("account_id", flat=True)
    return sorted({*kept, *tried})


def find_person_of_case(case_id: CaseId) -> uuid.UUID | None:
    """Return whom an attempt is about, or None if that was never confirmed, or there is none."""
    return ProofingCase.objects.filter(pk=case_id).values_list("person_id", flat=True).first()


def get_archive_view(*, view_id: ArchiveViewId, officer: Actor, now: dt.datetime) -> ArchiveView:
    """
    Return an opening that is this officer's and still good.

    :raises errors.ArchiveNotOpen: if there is none
    """
    view = ArchiveView.objects.filter(
        pk=view_id, officer_id=officer.account_id, closes_at__gt=now
    ).first()
    if view is None:
        raise errors.ArchiveNotOpen
    return view


def list_evidence_in_archive(
    *, view_id: ArchiveViewId, officer: Actor, now: dt.datetime
) -> list[Evidence]:
    """
    Return the evidence about the person of an archive that is open, the newest first.

    :raises errors.ArchiveNotOpen: if it is not
    """
    view = get_archive_view(view_id=view_id, officer=officer, now=now)
    rows = Evidence.objects.filter(person_id=view.person_id).select_related("revocation")
    return list(rows.order_by("-at", "-id"))


def get_archive(*, view_id: ArchiveViewId, officer: Actor, now: dt.datetime) -> Archive:
    """
    Return what is kept about a person, with who looked at it.

    :raises errors.ArchiveNotOpen: if the officer has no such archive open now
    """
    view = get_archive_view(view_id=view_id, officer=officer, now=now)
    person = accounts.get_person(PersonId(view.person_id))
    cases = list(ProofingCase.objects.filter(person_id=view.person_id).order_by("-created_at"))
    destroyed = audit.list_records_unscoped(
        subject=f"person:{view.person_id}", event=ProofingEvent.ARCHIVE_DESTROYED
    )
    return Archive(
        view_id=view_id,
        purpose=ArchivePurpose(view.purpose),
        case_number=view.case_number,
        closes_at=view.closes_at,
        name=person.name.masked,
        number=person.number.masked,
        person_id=view.person_id,
        cases=tuple(_case(one) for one in cases),
        looks=_looks(view.person_id, cases),
        destroyed=tuple(one.at for one in destroyed),
    )


def list_own_archive_looks(*, viewer: Actor) -> list[ArchiveLook]:
    """Return when officers have opened the viewer's own archive, and what for; latest first."""
    if viewer.person_id is None:
        return []
    rows = ArchiveView.objects.filter(person_id=viewer.person_id).order_by("-opened_at", "-pk")
    return [
        ArchiveLook(at=one.opened_at, account_id=None, what=one.purpose, case_number="")
        for one in rows[:_MOST_OWN]
    ]


def _case(case: ProofingCase) -> ArchivedCase:
    consents = ConsentGiven.objects.filter(case=case).select_related("text").order_by("given_at")
    pictures = list(CasePicture.objects.filter(case=case).order_by("taken_at", "pk"))
    kept = vault.retention_of([VaultFileId(one.file_id) for one in pictures])
    return ArchivedCase(
        id=CaseId(case.pk),
        state=CaseState(case.state),
        started_at=case.created_at,
        consents=tuple(f"{one.text.title} {one.text.version}" for one in consents),
        pictures=tuple(
            ArchivedPicture(
                id=PictureId(one.pk),
                role=PictureRole(one.role),
                taken_at=one.taken_at,
                is_there=one.replaced_at is None and VaultFileId(one.file_id) in kept,
                keep_until=kept.get(VaultFileId(one.file_id)),
            )
            for one in pictures
        ),
    )


def _looks(person_id: uuid.UUID, cases: list[ProofingCase]) -> tuple[ArchiveLook, ...]:
    opened = [
        ArchiveLook(
            at=one.opened_at,
            account_id=one.officer_id,
            what=one.purpose,
            case_number=one.case_number,
        )
        for one in ArchiveView.objects.filter(person_id=person_id).order_by("-opened_at")[:100]
    ]
    seen = [
        ArchiveLook(at=record.at, account_id=record.account_id, what=record.event)
        for case in cases
        for record in audit.list_records_unscoped(
            subject=f"case:{case.pk}", event=ProofingEvent.PICTURE_SEEN
        )
    ]
    return tuple(sorted([*opened, *seen], key=lambda one: one.at, reverse=True))

"""Use case: an officer opens the archive of one person's evidence, for a purpose (B13, S19-4)."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.accounts import operations as accounts_operations
from shiming.accounts import queries as accounts
from shiming.accounts.types import CounterScope
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.proofing import errors, ports, queries
from shiming.proofing.models import ArchiveView
from shiming.proofing.policies import archive as rules
from shiming.proofing.types import ArchivePurpose, ArchiveViewId, CaseId, ProofingEvent


def open_archive(
    *,
    number: DocumentNumber | None,
    case_id: CaseId | None,
    purpose: ArchivePurpose,
    case_number: str,
    officer: Actor,
    now: dt.datetime,
) -> ArchiveViewId:
    """
    Open what is kept about whoever has this document, or whose attempt this is, for a while.

    There is no list of people: one has to know whom one looks for. Each opening stays on record,
    and so does each search that found nobody.

    :raises errors.MayNotInspectArchive: if the officer may not
    :raises errors.ArchiveNeedsCaseNumber: if no matter is named that needs it
    :raises errors.ArchiveLimitReached: if the officer has looked for as many as a day allows
    :raises errors.ArchiveEmpty: if nothing is kept about anybody like that
    :raises errors.ArchiveIsOwn: if it is about the officer
    """
    if refusal := rules.refusal_to_open(officer=officer, case_number=case_number):
        raise refusal
    assert officer.account_id is not None  # noqa: S101  the rule above, for the type checker
    with transaction.atomic(durable=True):
        # Committed before anybody is looked for: «nobody» is an answer, too.
        charge = accounts_operations.charge(
            scope=CounterScope.ARCHIVE_OFFICER,
            subject=str(officer.account_id),
            actor=officer,
            now=now,
        )
    if not charge.is_granted:
        raise errors.ArchiveLimitReached
    person_id = _person(number, case_id)
    if person_id is not None and _is_own(person_id, officer=officer):
        raise errors.ArchiveIsOwn
    with transaction.atomic(durable=True):
        view_id = None
        if person_id is not None:
            view = ArchiveView.objects.create(
                officer_id=officer.account_id,
                person_id=person_id,
                purpose=purpose,
                case_number=case_number.strip(),
                opened_at=now,
                closes_at=now + ports.policy().archive_open_for,
            )
            view_id = ArchiveViewId(view.pk)
        audit.record(
            event=ProofingEvent.ARCHIVE_OPENED,
            actor=officer,
            subject=f"person:{person_id}" if person_id else "archive",
            at=now,
            details={"purpose": purpose.value, "is_found": person_id is not None},
        )
    if view_id is None:
        raise errors.ArchiveEmpty
    return view_id


def _person(number: DocumentNumber | None, case_id: CaseId | None) -> uuid.UUID | None:
    if number is not None:
        person = accounts.find_person(number)
        return None if person is None else person.id
    return None if case_id is None else queries.find_person_of_case(case_id)


def _is_own(person_id: uuid.UUID, *, officer: Actor) -> bool:
    """Tell whether the archive is about the officer, under whichever account they are known."""
    owners = queries.list_accounts_in_archive(person_id)
    return accounts.is_about_actor(person_id, actor=officer) or any(
        accounts.is_of_actor(one, actor=officer) for one in owners
    )

"""Use case: somebody registers a unit, for which they act or which they represent (A3)."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.audit import operations as audit
from shiming.jobs import operations as jobs
from shiming.kernel import pictures
from shiming.kernel.actor import Actor
from shiming.kernel.clock import CHINA, today_in_china
from shiming.kernel.ids import new_id
from shiming.legal_persons import errors, ports, queries
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.policies.registrations import refusal_to_submit
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonEvent,
    RegistrationId,
    RegistrationWay,
    UnitStatement,
)
from shiming.vault import operations as vault

ASK_REGISTER = "legal_persons.ask_register"
MOST_PICTURE_BYTES = 8 * 2**20
_MOST_ATTEMPTS = 1000


def submit_registration(
    *,
    statement: UnitStatement,
    way: RegistrationWay,
    role: ApplicantRole,
    actor: Actor,
    now: dt.datetime,
    paper: bytes = b"",
) -> RegistrationId:
    """
    Take a registration in, and have the register asked about it in the background.

    What an officer is to decide needs a picture of the unit's paper; otherwise none is kept.

    :raises errors.PersonNotProofed: if the applicant is not proofed as a person (S33-23)
    :raises errors.AddressMissing: if the seat is missing or too long
    :raises errors.NotTheRepresentative: if the representative states another one's document
    :raises errors.PaperMissing: if an officer is to decide, and there is no picture
    :raises kernel.pictures.PictureTypeUnknown: if the picture is neither JPEG nor PNG
    :raises kernel.pictures.PictureTooLarge: if it has too many bytes or pixels
    :raises kernel.pictures.PictureBroken: if it is cut off or damaged
    :raises errors.TooManyRegistrations: if the account has handed in its share of the day
    :raises errors.RegistrationOpen: if the account registers the same unit already
    """
    person = queries.get_proofed_person(actor, now=now)
    if actor.account_id is None:
        raise errors.PersonNotProofed
    if refusal := refusal_to_submit(statement=statement, role=role, own_number=person.number):
        raise refusal
    is_decided_by_officer = way is RegistrationWay.APPROVAL
    if is_decided_by_officer and not paper:
        raise errors.PaperMissing
    # Before the picture is decoded, which costs more than all the rest.
    _refuse_more_than_its_share(actor.account_id, now=now)
    clean = (
        pictures.clean_picture(paper, max_bytes=MOST_PICTURE_BYTES)
        if is_decided_by_officer
        else None
    )
    row = UnitRegistration(
        id=new_id(),
        way=way,
        role=role,
        account_id=actor.account_id,
        person_id=person.id,
        credit_code=statement.credit_code.value,
        statement=queries.written_statement(statement),
        submitted_at=now,
    )
    with transaction.atomic(durable=True):
        accounts.hold_person(person.id)
        _refuse_more_than_its_share(row.account_id, now=now)
        UnitRegistration.objects.bulk_create([row], ignore_conflicts=True)
        if not UnitRegistration.objects.filter(pk=row.pk).exists():
            raise errors.RegistrationOpen
        if clean is not None:
            file_id = vault.keep_file(
                "legal_persons.unit_registration", clean.content, clean.media_type, now, None
            )
            UnitRegistration.objects.filter(pk=row.pk).update(paper_file_id=file_id)
        audit.record(
            event=LegalPersonEvent.REGISTRATION_SUBMITTED,
            actor=actor,
            subject=f"unit_registration:{row.pk}",
            at=now,
            details={"way": way.value, "role": role.value},
        )
        jobs.start(kind=ASK_REGISTER, subject=str(row.pk), now=now, max_attempts=_MOST_ATTEMPTS)
    return RegistrationId(row.pk)


def _refuse_more_than_its_share(account_id: uuid.UUID, *, now: dt.datetime) -> None:
    # Each may tell whether a stranger's name and number belong to a unit: few a day.
    start = dt.datetime.combine(today_in_china(now), dt.time.min, CHINA)
    submitted = queries.count_submitted(account_id, since=start)
    if submitted >= ports.policy().registrations_a_day:
        raise errors.TooManyRegistrations

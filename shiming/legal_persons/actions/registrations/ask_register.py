"""Use case: the register of legal persons is asked about a registration; run as a job."""

import contextlib
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor, system_actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.policies.registrations import refusal_of_register, state_in_register
from shiming.legal_persons.types import (
    FormerNumberKind,
    LegalPersonEvent,
    RecordSource,
    RegistrationFacts,
    RegistrationId,
    RegistrationState,
    RegistrationWay,
    UnitEvidenceKind,
    UnitRevocationReason,
)
from shiming.messages import operations as messages
from shiming.messages.types import Receiver
from shiming.registers import errors as registers_errors
from shiming.registers import operations as registers
from shiming.registers.types import LegalPersonAnswer, LegalPersonQuery, Outcome, Purpose

REVIEW_TODO = "legal_persons/registration_waits"


def ask_register(*, registration_id: RegistrationId, now: dt.datetime) -> Outcome | None:
    """
    Ask the register and record its answer; return None if the registration waits for none.

    *Unavailable* changes nothing but the note that it was, and the job asks again later; a
    registration that an officer decides anyway goes to the officer. A match puts the unit on
    record, with evidence.

    :raises errors.RegistrationNotFound: if there is none
    """
    registration = queries.get_registration_unscoped(registration_id)
    if registration.state is not RegistrationState.CHECKING:
        return None
    # The lookup is logged for the applicant; the platform itself holds no office.
    actor = Actor(
        account_id=registration.account_id,
        person_id=registration.person_id,
        identity=system_actor(device="").identity,
        device="legal_persons.ask_register",
    )
    statement = registration.statement
    try:
        answer = registers.ask_legal_persons(
            query=LegalPersonQuery(
                code=statement.credit_code,
                name=statement.name,
                representative_name=statement.representative_name,
                representative_number=statement.representative_number.number,
                registration_number=""
                if statement.registration_number is None
                else statement.registration_number.value,
                organisation_code=statement.credit_code.organisation_code,
                representative_ethnicity=statement.representative_ethnicity,
            ),
            purpose=Purpose.LEGAL_PERSON,
            case_number=str(registration.id),
            actor=actor,
            now=now,
        )
    except registers_errors.NumberNotSynthetic as refusal:
        _refuse(registration, code=refusal.code, answer=None, actor=actor, now=now)
        return Outcome.NO_RECORD
    if registration.way is RegistrationWay.APPROVAL:
        _hand_to_officer(registration, answer=answer, actor=actor, now=now)
        return None
    if answer.outcome is Outcome.UNAVAILABLE:
        UnitRegistration.objects.filter(
            pk=registration.id, state=RegistrationState.CHECKING
        ).update(has_waited=True)
    elif refusal_of_unit := refusal_of_register(answer):
        _refuse(registration, code=refusal_of_unit.code, answer=answer, actor=actor, now=now)
    else:
        _confirm(registration, answer=answer, actor=actor, now=now)
    return answer.outcome


def _confirm(
    registration: RegistrationFacts, *, answer: LegalPersonAnswer, actor: Actor, now: dt.datetime
) -> None:
    with transaction.atomic(durable=True):
        unit_id = operations.settle_unit(
            registration=registration,
            state=state_in_register(answer),
            source=RecordSource.REGISTER,
            actor=actor,
            now=now,
        )
        operations.revoke_evidence(
            legal_person_id=unit_id,
            kind=UnitEvidenceKind.REGISTER_MATCH,
            reason=UnitRevocationReason.SUPERSEDED,
            actor=actor,
            now=now,
        )
        operations.add_evidence(
            legal_person_id=unit_id,
            kind=UnitEvidenceKind.REGISTER_MATCH,
            source=answer.source,
            reference=answer.reference,
            actor=actor,
            now=now,
        )
        number = registration.statement.registration_number
        if number is not None:
            # The register says that it is this unit's: whoever claimed it before is found by other
            # numbers, and a clerk sorts it out.
            with contextlib.suppress(errors.NumberTaken):
                operations.add_former_number(
                    legal_person_id=unit_id,
                    kind=FormerNumberKind.REGISTRATION,
                    number=number.value,
                    actor=actor,
                    now=now,
                )
        state = operations.settle_offices(
            registration=registration, legal_person_id=unit_id, actor=actor, now=now
        )
        if not _move_on(registration, state=state, answer=answer, now=now, unit_id=unit_id):
            # Withdrawn while the register thought: nothing of this has happened.
            transaction.set_rollback(True)
            return
        _audit(registration, answer=answer, actor=actor, now=now)
        messages.notify(
            template="legal_persons/unit_registered"
            if state is RegistrationState.DONE
            else "legal_persons/unit_awaits_representative",
            account_id=registration.account_id,
            context={"unit": registration.statement.name.value},
            now=now,
        )


def _hand_to_officer(
    registration: RegistrationFacts, *, answer: LegalPersonAnswer, actor: Actor, now: dt.datetime
) -> None:
    with transaction.atomic(durable=True):
        state = RegistrationState.AWAITING_APPROVAL
        if not _move_on(registration, state=state, answer=answer, now=now):
            return
        _audit(registration, answer=answer, actor=actor, now=now)
        messages.open_todo(
            kind=REVIEW_TODO,
            subject=f"unit_registration:{registration.id}",
            receiver=Receiver.permission("legal_persons:registration:review"),
            link_name="legal_persons:review-list",
            now=now,
        )
        messages.notify(
            template="legal_persons/unit_in_review",
            account_id=registration.account_id,
            context={"unit": registration.statement.name.value},
            now=now,
        )


def _refuse(
    registration: RegistrationFacts,
    *,
    code: str,
    answer: LegalPersonAnswer | None,
    actor: Actor,
    now: dt.datetime,
) -> None:
    with transaction.atomic(durable=True):
        state = RegistrationState.REFUSED
        if not _move_on(registration, state=state, answer=answer, now=now, refusal_code=code):
            return
        operations.shred_paper(registration_id=registration.id, now=now)
        if answer is not None:
            _audit(registration, answer=answer, actor=actor, now=now)
            if answer.state is not None:
                operations.note_state(
                    credit_code=registration.statement.credit_code.value,
                    state=state_in_register(answer),
                    actor=actor,
                    now=now,
                )
        audit.record(
            event=LegalPersonEvent.REGISTRATION_REFUSED,
            actor=actor,
            subject=f"unit_registration:{registration.id}",
            at=now,
            details={"code": code},
        )
        messages.notify(
            template="legal_persons/unit_refused",
            account_id=registration.account_id,
            context={"unit": registration.statement.name.value},
            now=now,
        )


def _move_on(
    registration: RegistrationFacts,
    *,
    state: RegistrationState,
    answer: LegalPersonAnswer | None,
    now: dt.datetime,
    unit_id: object = None,
    refusal_code: str = "",
) -> bool:
    is_final = state in {RegistrationState.DONE, RegistrationState.REFUSED}
    return bool(
        UnitRegistration.objects.filter(
            pk=registration.id, state=RegistrationState.CHECKING
        ).update(
            state=state,
            legal_person_id=unit_id,
            register_outcome=answer.outcome if answer else "",
            register_source=answer.source if answer else "",
            register_reference=answer.reference if answer else "",
            refusal_code=refusal_code,
            decided_at=now if is_final else None,
        )
    )


def _audit(
    registration: RegistrationFacts, *, answer: LegalPersonAnswer, actor: Actor, now: dt.datetime
) -> None:
    audit.record(
        event=LegalPersonEvent.REGISTRATION_ANSWERED,
        actor=actor,
        subject=f"unit_registration:{registration.id}",
        at=now,
        details={
            "outcome": answer.outcome.value,
            "mismatched": ",".join(part.value for part in answer.mismatched),
        },
    )

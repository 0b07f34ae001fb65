"""Use case: an officer decides about a unit that waits for approval (S15-9)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries as accounts
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.actions.registrations.ask_register import REVIEW_TODO
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.policies import registrations as rules
from shiming.legal_persons.types import (
    LegalPersonEvent,
    LegalPersonState,
    RecordSource,
    RegistrationFacts,
    RegistrationId,
    RegistrationState,
    UnitEvidenceKind,
)
from shiming.messages import operations as messages


def decide_registration(
    *,
    registration_id: RegistrationId,
    is_approved: bool,
    reason: str,
    reviewer: Actor,
    now: dt.datetime,
) -> None:
    """
    Put the unit on record as an officer's word, or refuse it with the reason; the applicant hears.

    :raises errors.RegistrationNotFound: if the officer may not see such a registration
    :raises errors.OwnRegistration: if they handed it in themselves, or represent the unit
    :raises accounts.errors.OfficerUnknown: if nobody has said who the officer is
    :raises errors.ReasonMissing: if a refusal does not say why
    :raises errors.RegistrationMovedOn: if it was decided or withdrawn meanwhile
    :raises errors.UnitExists: if the unit is on record with another representative
    """
    if not is_approved and not rules.is_explained(reason):
        raise errors.ReasonMissing(min_length=rules.SHORTEST_EXPLANATION)
    with transaction.atomic(durable=True):
        registration = queries.get_registration_for_review(registration_id, viewer=reviewer)
        person = queries.find_person_of(reviewer)
        if refusal := rules.refusal_to_decide(
            registration=registration,
            reviewer=reviewer,
            own_number=None if person is None else person.number,
        ):
            raise refusal
        if refusal := accounts.refusal_of_second(
            first=registration.account_id,
            person_id=registration.person_id,
            number=registration.statement.representative_number,
            officer=reviewer,
            own=errors.OwnRegistration(),
        ):
            raise refusal
        messages.close_todo(
            kind=REVIEW_TODO, subject=f"unit_registration:{registration_id}", now=now
        )
        if is_approved:
            _approve(registration, reviewer=reviewer, now=now)
        else:
            _refuse(registration, reason=reason.strip(), reviewer=reviewer, now=now)


def _approve(registration: RegistrationFacts, *, reviewer: Actor, now: dt.datetime) -> None:
    unit_id = operations.settle_unit(
        registration=registration,
        state=LegalPersonState.EXISTING,
        source=RecordSource.DECLARED,
        actor=reviewer,
        now=now,
    )
    operations.add_evidence(
        legal_person_id=unit_id,
        kind=UnitEvidenceKind.APPROVAL,
        source="officer",
        is_manual=True,
        actor=reviewer,
        now=now,
    )
    state = operations.settle_offices(
        registration=registration, legal_person_id=unit_id, actor=reviewer, now=now
    )
    _decide(
        registration, state=state, unit_id=unit_id, code="", reason="", reviewer=reviewer, now=now
    )
    audit.record(
        event=LegalPersonEvent.REGISTRATION_APPROVED,
        actor=reviewer,
        subject=f"unit_registration:{registration.id}",
        at=now,
        details={"legal_person_id": str(unit_id)},
    )
    messages.notify(
        template="legal_persons/unit_registered"
        if state is RegistrationState.DONE
        else "legal_persons/unit_awaits_representative",
        account_id=registration.account_id,
        context={"unit": registration.statement.name.value},
        now=now,
    )


def _refuse(
    registration: RegistrationFacts, *, reason: str, reviewer: Actor, now: dt.datetime
) -> None:
    code = errors.DecidedByOfficer.code
    _decide(
        registration,
        state=RegistrationState.REFUSED,
        unit_id=None,
        code=code,
        reason=reason,
        reviewer=reviewer,
        now=now,
    )
    operations.shred_paper(registration_id=registration.id, now=now)
    audit.record(
        event=LegalPersonEvent.REGISTRATION_REFUSED,
        actor=reviewer,
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


def _decide(
    registration: RegistrationFacts,
    *,
    state: RegistrationState,
    unit_id: object,
    code: str,
    reason: str,
    reviewer: Actor,
    now: dt.datetime,
) -> None:
    won = UnitRegistration.objects.filter(
        pk=registration.id, state=RegistrationState.AWAITING_APPROVAL
    ).update(
        state=state,
        legal_person_id=unit_id,
        refusal_code=code,
        reason=reason or None,
        decided_by=reviewer.account_id,
        decided_at=now,
    )
    if not won:
        raise errors.RegistrationMovedOn(registration_id=registration.id)

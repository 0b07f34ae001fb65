"""Use case: the population register is asked about a case; run as a job until it answers."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import (
    DocumentNumber,
    DocumentType,
    parse_document_number,
)
from shiming.kernel.identifiers.gb11643 import Sex
from shiming.kernel.levels import Level
from shiming.kernel.names import PersonName
from shiming.messages import operations as messages
from shiming.proofing import errors, operations, ports, queries, waiting
from shiming.proofing.models import ProofingCase
from shiming.proofing.policies import cases
from shiming.proofing.types import CaseId, CaseState, EvidenceKind, ProofingEvent, StepKey
from shiming.registers import errors as registers_errors
from shiming.registers import operations as registers
from shiming.registers.types import (
    Outcome,
    PopulationCheck,
    PopulationQuery,
    Purpose,
    RegisterAnswer,
)

_SEX_ON_CARD = {Sex.MALE: "男", Sex.FEMALE: "女"}
REFUSAL_CODES = {
    Outcome.MISMATCH: "proofing.register.mismatch",
    Outcome.NO_RECORD: "proofing.register.no_record",
}


def ask_register(*, case_id: CaseId, now: dt.datetime) -> Outcome | None:
    """
    Ask the register and record its answer; return None if the case no longer waits for one.

    *Unavailable* changes nothing but the note that it was: the job asks again later. A match makes
    evidence and, where the account is this person's only one, attaches it.

    :raises errors.CaseNotFound: if there is none
    """
    case = queries.get_case_unscoped(case_id=case_id)
    if case.state != CaseState.SUBMITTED:
        return None
    actor = cases.platform_acting_for(case=case)
    number = parse_document_number(DocumentType(case.document_type), case.entered["number"])
    name = PersonName.parse(case.entered["name"])
    if word := queries.find_counter_word(account_id=case.account_id, number=number, name=name):
        # A clerk saw the document because the register is wrong: asking it would refuse again.
        _record_match(
            case=case,
            answer=RegisterAnswer(
                outcome=Outcome.MATCH,
                source=queries.COUNTER_SOURCE,
                at=word.at,
                reference=str(word.pk),
            ),
            number=number,
            name=name,
            actor=actor,
            now=now,
            kind=None,
        )
        return Outcome.MATCH
    is_four_factors = ports.policy().is_four_factors
    try:
        answer = registers.ask_population(
            check=PopulationCheck.FOUR_FACTORS if is_four_factors else PopulationCheck.TWO_FACTORS,
            query=PopulationQuery(
                name=name,
                number=number.number,
                ethnicity=case.entered.get("ethnicity", ""),
                sex=_SEX_ON_CARD[number.sex] if number.sex else "",
            ),
            purpose=Purpose.PROOFING,
            case_number=str(case.pk),
            actor=actor,
            now=now,
        )
    except registers_errors.NumberNotSynthetic as refusal:
        _refuse(case=case, code=refusal.code, actor=actor, now=now)
        return Outcome.NO_RECORD
    if answer.outcome is Outcome.UNAVAILABLE:
        _note_waiting(case=case, answer=answer, actor=actor, now=now)
    elif answer.outcome is Outcome.MATCH:
        _record_match(
            case=case,
            answer=answer,
            number=number,
            name=name,
            actor=actor,
            now=now,
            kind=EvidenceKind.REGISTER_FOUR_FACTORS
            if is_four_factors
            else EvidenceKind.REGISTER_TWO_FACTORS,
        )
    else:
        _refuse(case=case, code=REFUSAL_CODES[answer.outcome], actor=actor, now=now, answer=answer)
    return answer.outcome


def _as_asked(case: ProofingCase) -> QuerySet[ProofingCase]:
    """
    Return the case if it is still the one that the register was asked about.

    A job that was taken for dead may answer late: by then the case may have been refused, changed
    and handed in again, and the old answer would stand for the new name.
    """
    return ProofingCase.objects.filter(
        pk=case.pk, state=CaseState.SUBMITTED, submitted_at=case.submitted_at
    )


def _note_waiting(
    *, case: ProofingCase, answer: RegisterAnswer, actor: Actor, now: dt.datetime
) -> None:
    with transaction.atomic(durable=True):
        _as_asked(case).update(
            register_outcome=answer.outcome, register_source=answer.source, has_waited=True
        )
        _audit_answer(case=case, outcome=answer.outcome, actor=actor, now=now)


def _record_match(
    *,
    case: ProofingCase,
    answer: RegisterAnswer,
    number: DocumentNumber,
    name: PersonName,
    kind: EvidenceKind | None,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """Record a match; without a `kind` the evidence of it has been kept before."""
    with transaction.atomic(durable=True):
        person_id, is_attached = operations.bind_by_attributes(
            account_id=case.account_id, number=number, name=name, actor=actor, now=now
        )
        next_state, code = _after_match(case=case, is_attached=is_attached)
        won = _as_asked(case).update(
            state=next_state,
            person_id=person_id,
            register_outcome=answer.outcome,
            register_source=answer.source,
            register_reference=answer.reference,
            register_answered_at=answer.at,
            refusal_code=code,
            refused_step=StepKey.LIVE if code else "",
            decided_at=None if next_state is CaseState.LIVE else now,
        )
        if not won:
            raise errors.CaseMovedOn(case_id=case.pk)
        _audit_answer(case=case, outcome=answer.outcome, actor=actor, now=now)
        if kind is not None:
            operations.add_evidence(
                person_id=person_id,
                account_id=case.account_id,
                case_id=case.pk,
                kind=kind,
                source=answer.source,
                document_type=case.document_type,
                actor=actor,
                now=now,
            )
        if is_attached:
            operations.refresh_levels(person_id=person_id, actor=actor, now=now)
        if next_state is CaseState.PASSED:
            waiting.close_unfinished(case_id=case.pk, now=now)
        if case.has_waited or next_state is not CaseState.LIVE:
            messages.notify(
                template="proofing/register_confirmed",
                account_id=case.account_id,
                context={},
                now=now,
            )


def _after_match(*, case: ProofingCase, is_attached: bool) -> tuple[CaseState, str]:
    """
    Return where a confirmed case goes: to the live check, unless it ends here.

    It does not end here for an account that must show a face to become the person's: it would have
    "passed" and gained no level.
    """
    if case.wanted_level <= Level.PRIMARY and is_attached:
        return CaseState.PASSED, ""
    if case.is_under_age:
        return CaseState.REFUSED, errors.UnderAge.code
    return CaseState.LIVE, ""


def _refuse(
    *,
    case: ProofingCase,
    code: str,
    actor: Actor,
    now: dt.datetime,
    answer: RegisterAnswer | None = None,
) -> None:
    with transaction.atomic(durable=True):
        won = _as_asked(case).update(
            state=CaseState.REFUSED,
            refused_step=StepKey.REGISTER,
            refusal_code=code,
            register_outcome=answer.outcome if answer else "",
            register_source=answer.source if answer else "",
            register_reference=answer.reference if answer else "",
            register_answered_at=answer.at if answer else None,
            decided_at=now,
        )
        if not won:
            return
        if answer is not None:
            _audit_answer(case=case, outcome=answer.outcome, actor=actor, now=now)
        audit.record(
            event=ProofingEvent.REFUSED,
            actor=actor,
            subject=f"case:{case.pk}",
            at=now,
            details={"step": StepKey.REGISTER.value, "code": code},
        )
        messages.notify(
            template="proofing/refused", account_id=case.account_id, context={}, now=now
        )


def _audit_answer(*, case: ProofingCase, outcome: Outcome, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        event=ProofingEvent.REGISTER_ANSWERED,
        actor=actor,
        subject=f"case:{case.pk}",
        at=now,
        details={"outcome": outcome.value},
    )

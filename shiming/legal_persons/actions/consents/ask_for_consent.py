"""Use case: a business system asks whether a person may be registered in an enterprise today."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.legal_persons import operations, queries
from shiming.legal_persons.policies.consents import refusal_of_case_number
from shiming.legal_persons.types import ConsentAnswer, ConsentPurpose, LegalPersonEvent


def ask_for_consent(
    *,
    name: PersonName,
    number: DocumentNumber,
    case_number: str,
    asked_by: str,
    actor: Actor,
    now: dt.datetime,
) -> ConsentAnswer:
    """
    Say yes or no, and no more; a yes is a use of the consent, of which the person hears (S13-5).

    :raises errors.CaseNumberUnfit: if no case is named
    """
    if refusal := refusal_of_case_number(case_number):
        raise refusal
    with transaction.atomic(durable=True):
        consent = queries.find_standing_consent(
            name=name, number=number, purpose=ConsentPurpose.COMPANY_REGISTRATION, now=now
        )
        audit.record(
            event=LegalPersonEvent.CONSENT_ASKED,
            actor=actor,
            subject=f"case:{case_number}",
            at=now,
            details={"asked_by": asked_by, "stands": consent is not None},
        )
        if consent is None:
            return ConsentAnswer(may_take_part=False)
        operations.use_consent(
            consent=consent, used_by=asked_by, case_number=case_number, actor=actor, now=now
        )
    return ConsentAnswer(may_take_part=True, last_day=consent.last_day)

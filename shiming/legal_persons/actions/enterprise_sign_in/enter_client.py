"""Use case: the last step of an agency: the client, and the agreement password (S35-12)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import operations as accounts
from shiming.accounts.types import AttemptKind, SessionId, SignInOutcome, Visit
from shiming.kernel.actor import visitor
from shiming.kernel.identifiers.identifier import normalise_number
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.models import AgencyRecognition, UnitSignIn
from shiming.legal_persons.policies import enterprise_sign_in as rules
from shiming.legal_persons.types import (
    EntryStep,
    LegalPersonEvent,
    RecognitionState,
    UnitSignInFacts,
    UnitSignInId,
)

_LONGEST = 64
_METHOD = "agreement"


def enter_client(
    *,
    sign_in_id: UnitSignInId,
    number: str,
    agreement_password: str,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    """
    Sign an agency's employee in, to act for a client that recognises the agency.

    The session is the employee's; it carries the agency and the client besides. Units that do not
    exist, or recognise the agency not, get the same answer as a wrong password.

    :raises errors.UnitSignInLost: if the sign-in is over, too old, or another browser's
    :raises errors.StepSkipped: if the employee has not proven themselves
    :raises errors.AgreementWrong: if it is no client of the agency's, or the password another one
    :raises accounts.errors.SignInLocked: if it was given wrong too often
    :raises DomainError: the refusals of `accounts.operations.complete_sign_in`
    """
    sign_in = queries.get_sign_in(sign_in_id, visit=visit, now=now)
    if refusal := rules.refusal_to_take(EntryStep.CLIENT, sign_in):
        raise refusal
    recognition, known_as = _find(sign_in, number)
    with transaction.atomic(durable=True):
        attempt = accounts.pay_for_attempt(
            kind=AttemptKind.AGREEMENT,
            account_id=None,
            known_as=known_as,
            visit=visit,
            now=now,
        )
    if attempt.refusal is not None:
        raise attempt.refusal
    encoded = "" if recognition is None else recognition.agreement
    is_right = accounts.is_password(agreement_password, encoded=encoded)
    with transaction.atomic(durable=True):
        if is_right:
            accounts.forgive_attempt(attempt)
        else:
            accounts.fail_attempt(attempt, method=_METHOD, visit=visit, now=now)
    if recognition is None or not is_right:
        raise errors.AgreementWrong
    return _go_on(sign_in, recognition, visit=visit, replaces=replaces, now=now)


def _go_on(
    sign_in: UnitSignInFacts,
    recognition: AgencyRecognition,
    *,
    visit: Visit,
    replaces: SessionId | None,
    now: dt.datetime,
) -> SignInOutcome:
    with transaction.atomic(durable=True):
        # The client may have ended it, or replaced the password, while it was compared.
        holds = AgencyRecognition.objects.select_for_update(no_key=True).filter(
            pk=recognition.pk,
            state=RecognitionState.RECOGNISED,
            agreement_number=recognition.agreement_number,
        )
        if holds.first() is None:
            raise errors.AgreementWrong
        won = UnitSignIn.objects.filter(
            pk=sign_in.id, proven_at__isnull=False, consumed_at__isnull=True
        ).update(recognition_id=recognition.pk, agreement_number=recognition.agreement_number)
        if not won or sign_in.account_id is None:
            raise errors.UnitSignInLost
        proven_by = str(UnitSignIn.objects.values_list("proven_by", flat=True).get(pk=sign_in.id))
        operations.record_step(
            sign_in.id,
            event=LegalPersonEvent.SIGN_IN_CLIENT_CHOSEN,
            actor=visitor(address=visit.address, device=visit.device),
            now=now,
            details={
                "agency_id": str(recognition.agency_id),
                "client_id": str(recognition.client_id),
            },
        )
        return operations.begin_session(
            sign_in.id,
            account_id=sign_in.account_id,
            method=proven_by,
            identity_key=queries.client_key(sign_in.id),
            visit=visit,
            replaces=replaces,
            now=now,
        )


def _find(sign_in: UnitSignInFacts, number: str) -> tuple[AgencyRecognition | None, str]:
    """Return the recognition, if it holds, and under what tries at it are counted."""
    typed = number[:_LONGEST]
    client = None if "\0" in number else queries.find_by_number(typed)
    if client is None:
        return None, f"agreement:{sign_in.legal_person_id}:{normalise_number(typed).value}"
    recognition = queries.recognition_between(
        agency_id=sign_in.legal_person_id, client_id=client.id
    )
    return recognition, f"agreement:{sign_in.legal_person_id}:{client.id}"

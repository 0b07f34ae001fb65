"""Reads about registrations."""

import datetime as dt
import uuid

from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.kernel.identifiers.legal_person_codes import CreditCode, RegistrationNumber
from shiming.kernel.names import CompanyName, PersonName
from shiming.kernel.phones import Mobile
from shiming.legal_persons import errors
from shiming.legal_persons.models import UnitRegistration
from shiming.legal_persons.policies import registrations as rules
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonKind,
    RegistrationFacts,
    RegistrationId,
    RegistrationState,
    RegistrationWay,
    UnitStatement,
)

REVIEW_PAGE = 50


def get_registration_unscoped(registration_id: RegistrationId) -> RegistrationFacts:
    """
    Return a registration, whoever asks.

    :raises errors.RegistrationNotFound: if there is none
    """
    row = UnitRegistration.objects.filter(pk=registration_id).first()
    if row is None:
        raise errors.RegistrationNotFound(registration_id=registration_id)
    return facts_of_registration(row)


def get_registration(registration_id: RegistrationId, *, viewer: Actor) -> RegistrationFacts:
    """
    Return a registration to whoever handed it in.

    :raises errors.RegistrationNotFound: if there is none, or it is another account's
    """
    found = get_registration_unscoped(registration_id)
    if found.account_id != viewer.account_id:
        raise errors.RegistrationNotFound(registration_id=registration_id)
    return found


def get_registration_for_review(
    registration_id: RegistrationId, *, viewer: Actor
) -> RegistrationFacts:
    """
    Return a registration that an officer decides, or has decided.

    :raises errors.RegistrationNotFound: if there is none, or the viewer may not decide any
    """
    if refusal := rules.refusal_to_see(viewer=viewer):
        raise refusal
    found = get_registration_unscoped(registration_id)
    if found.way is not RegistrationWay.APPROVAL:
        raise errors.RegistrationNotFound(registration_id=registration_id)
    return found


def list_registrations(*, viewer: Actor) -> list[RegistrationFacts]:
    """Return what an account has handed in, the newest first."""
    if viewer.account_id is None:
        return []
    rows = UnitRegistration.objects.filter(account_id=viewer.account_id)
    return [facts_of_registration(row) for row in rows.order_by("-submitted_at", "-pk")[:20]]


def list_awaiting_approval(*, viewer: Actor) -> list[RegistrationFacts]:
    """
    Return what waits for an officer, the oldest first, as far as a page goes.

    :raises errors.RegistrationNotFound: if the viewer may not decide any
    """
    if refusal := rules.refusal_to_see(viewer=viewer):
        raise refusal
    rows = UnitRegistration.objects.filter(state=RegistrationState.AWAITING_APPROVAL)
    return [facts_of_registration(row) for row in rows.order_by("submitted_at", "pk")[:REVIEW_PAGE]]


def count_submitted(account_id: uuid.UUID, *, since: dt.datetime) -> int:
    """Return how many registrations an account has handed in since then."""
    return UnitRegistration.objects.filter(account_id=account_id, submitted_at__gte=since).count()


def facts_of_registration(row: UnitRegistration) -> RegistrationFacts:
    """Return a row as pages and use cases know it."""
    return RegistrationFacts(
        id=RegistrationId(row.pk),
        way=RegistrationWay(row.way),
        role=ApplicantRole(row.role),
        state=RegistrationState(row.state),
        statement=read_statement(row.statement),
        account_id=row.account_id,
        person_id=row.person_id,
        legal_person_id=row.legal_person_id,
        has_paper=row.paper_file_id is not None,
        register_outcome=row.register_outcome,
        has_waited=row.has_waited,
        refusal_code=row.refusal_code,
        reason=row.reason or "",
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
    )


def written_statement(statement: UnitStatement) -> dict[str, str]:
    """Return a statement as its column keeps it."""
    return {
        "credit_code": statement.credit_code.value,
        "name": statement.name.value,
        "kind": statement.kind.value,
        "representative_name": statement.representative_name.value,
        "representative_document": statement.representative_number.document_type.value,
        "representative_number": statement.representative_number.value,
        "mobile": statement.mobile.value,
        "address": statement.address,
        "email": statement.email,
        "registration_number": ""
        if statement.registration_number is None
        else statement.registration_number.value,
        "representative_ethnicity": statement.representative_ethnicity,
    }


def read_statement(kept: dict[str, str]) -> UnitStatement:
    """Return the statement that `written_statement` wrote."""
    return UnitStatement(
        # The register is to say what a code with odd check characters is worth.
        credit_code=CreditCode.parse(kept["credit_code"], allow_provisional=True),
        name=CompanyName.parse(kept["name"]),
        kind=LegalPersonKind(kept["kind"]),
        representative_name=PersonName.parse(kept["representative_name"]),
        representative_number=parse_document_number(
            DocumentType(kept["representative_document"]), kept["representative_number"]
        ),
        mobile=Mobile.parse(kept["mobile"]),
        address=kept["address"],
        email=kept["email"],
        # Older statements have neither.
        registration_number=RegistrationNumber.parse(kept["registration_number"])
        if kept.get("registration_number")
        else None,
        representative_ethnicity=kept.get("representative_ethnicity", ""),
    )

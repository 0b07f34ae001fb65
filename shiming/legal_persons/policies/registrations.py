"""Who may register, decide and give out what."""

from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType
from shiming.kernel.levels import Level
from shiming.legal_persons import errors
from shiming.legal_persons.types import (
    ApplicantRole,
    LegalPersonPermission,
    LegalPersonState,
    RegistrationFacts,
    RegistrationState,
    UnitStatement,
)
from shiming.registers.types import LegalPersonAnswer, LegalPersonPart, Outcome, RegisteredState

SHORTEST_EXPLANATION = 10
_LONGEST_ADDRESS = 200
_NUMBERS = {LegalPersonPart.REGISTRATION_NUMBER, LegalPersonPart.ORGANISATION_CODE}
_STATES = {
    RegisteredState.EXISTING: LegalPersonState.EXISTING,
    RegisteredState.ABNORMAL: LegalPersonState.ABNORMAL,
    RegisteredState.REVOKED: LegalPersonState.REVOKED,
    RegisteredState.CANCELLED: LegalPersonState.CANCELLED,
}


def refusal_to_act_for_units(*, level: Level) -> DomainError | None:
    """Return why somebody of this level may not act for any unit: they are not proofed."""
    return None if level >= Level.PRIMARY else errors.PersonNotProofed(level=level.slug)


def refusal_to_submit(
    *, statement: UnitStatement, role: ApplicantRole, own_number: DocumentNumber
) -> DomainError | None:
    """Return why a registration cannot be handed in like this, or None."""
    address = statement.address.strip()
    if not address or len(address) > _LONGEST_ADDRESS:
        return errors.AddressMissing()
    is_card = statement.representative_number.document_type is DocumentType.RESIDENT_ID_CARD
    if is_card and not statement.representative_ethnicity.strip():
        return errors.EthnicityMissing()
    is_own = is_same_document(statement.representative_number, own_number)
    if role is ApplicantRole.REPRESENTATIVE and not is_own:
        return errors.NotTheRepresentative()
    return None


def is_same_document(one: DocumentNumber, other: DocumentNumber) -> bool:
    """Tell whether two numbers are of the same document of the same person."""
    return one.document_type is other.document_type and one.key == other.key


def refusal_of_register(answer: LegalPersonAnswer) -> DomainError | None:
    """
    Return why a final answer of the register refuses a unit, or None if it confirms one.

    That it is unavailable is no refusal: who calls waits (DESIGN.md, decision 2).
    """
    if answer.outcome is Outcome.NO_RECORD:
        return errors.NoRecord()
    if answer.outcome is Outcome.MISMATCH:
        if LegalPersonPart.NAME in answer.mismatched:
            return errors.NameMismatch()
        if _NUMBERS & set(answer.mismatched):
            return errors.NumberMismatch()
        return errors.RepresentativeMismatch()
    if answer.outcome is Outcome.MATCH and answer.state is not RegisteredState.EXISTING:
        return errors.NotNormal()
    return None


def state_in_register(answer: LegalPersonAnswer) -> LegalPersonState:
    """Return how the unit stands, as the register says; existing if it says nothing."""
    return LegalPersonState.EXISTING if answer.state is None else _STATES[answer.state]


def refusal_to_see(*, viewer: Actor) -> DomainError | None:
    """Return why somebody may not see what waits for approval, or None."""
    may = viewer.may(LegalPersonPermission.REVIEW)
    return None if may else errors.RegistrationNotFound()


def refusal_to_decide(
    *, registration: RegistrationFacts, reviewer: Actor, own_number: DocumentNumber | None
) -> DomainError | None:
    """
    Return why this officer may not decide this registration, or None.

    Four eyes: not their own, under whichever account, and not that of a unit that they represent.
    """
    if refusal := refusal_to_see(viewer=reviewer):
        return refusal
    is_applicant = reviewer.account_id == registration.account_id or (
        reviewer.person_id is not None and reviewer.person_id == registration.person_id
    )
    represents = own_number is not None and is_same_document(
        own_number, registration.statement.representative_number
    )
    if is_applicant or represents:
        return errors.OwnRegistration()
    if registration.state is not RegistrationState.AWAITING_APPROVAL:
        return errors.RegistrationMovedOn()
    return None


def is_explained(text: str) -> bool:
    """Tell whether a text says something."""
    return len("".join(text.split())) >= SHORTEST_EXPLANATION

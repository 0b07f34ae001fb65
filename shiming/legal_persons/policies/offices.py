"""What an office allows, and who may decide or end it."""

from shiming.accounts.types import BodyRole
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.legal_persons import errors
from shiming.legal_persons.policies.standing import may_be_acted_for
from shiming.legal_persons.ports import RequestLimits
from shiming.legal_persons.types import (
    LegalPersonPermission,
    LegalPersonState,
    OfficeFacts,
    OfficeKind,
    OfficeSource,
    OfficeState,
)

HEADS = frozenset({OfficeKind.LEGAL_REPRESENTATIVE, OfficeKind.FINANCE_OFFICER})
"""Only they see who else acts for the unit (S35-9)."""

_ROLES = {
    OfficeKind.LEGAL_REPRESENTATIVE: BodyRole.LEGAL_REPRESENTATIVE,
    OfficeKind.FINANCE_OFFICER: BodyRole.FINANCE_OFFICER,
}


OFFERED = (OfficeKind.TAX_OFFICER, OfficeKind.INVOICE_HANDLER)
"""What a unit gives to its people itself; its heads come from the core or a register (S32-10)."""


def permissions_of(kind: OfficeKind) -> frozenset[str]:
    """Return what an office allows; a person's own permissions do not come along (A1)."""
    allowed = {LegalPersonPermission.ACT.value}
    if kind in HEADS:
        allowed.add(LegalPersonPermission.MANAGE_OFFICERS.value)
    return frozenset(allowed)


def role_of(kind: OfficeKind) -> BodyRole:
    """Return as what the holder of an office stands in the unit."""
    return _ROLES.get(kind, BodyRole.OFFICER)


def refusal_to_answer(*, office: OfficeFacts, own_number: DocumentNumber) -> DomainError | None:
    """Return why somebody may not accept or refuse an office that is offered, or None."""
    if not is_holder(office, own_number):
        return errors.OfficeNotFound()
    if office.state is not OfficeState.AWAITING_CONFIRMATION:
        return errors.OfficeMovedOn()
    return None


def refusal_to_request(
    *,
    kind: OfficeKind,
    unit_state: LegalPersonState,
    waiting: int,
    made: int,
    policy: RequestLimits,
) -> DomainError | None:
    """Return why somebody who has so many requests already may not ask for an office, or None."""
    if kind not in OFFERED:
        return errors.OfficeNotOffered()
    if not may_be_acted_for(unit_state):
        return errors.UnitNotActive()
    if waiting >= policy.waiting or made >= policy.a_day:
        return errors.TooManyRequests()
    return None


def refusal_to_add(*, kind: OfficeKind, unit_state: LegalPersonState) -> DomainError | None:
    """Return why those who head a unit may not add somebody as this, or None if they may."""
    if kind not in OFFERED:
        return errors.OfficeNotOffered()
    return None if may_be_acted_for(unit_state) else errors.UnitNotActive()


def refusal_to_decide_request(*, office: OfficeFacts, actor: Actor) -> DomainError | None:
    """Return why somebody may not decide who asks to act for the unit, or None."""
    if not may_manage(office, actor):
        return errors.OfficeNotFound()
    if office.person_id is not None and office.person_id == actor.person_id:
        return errors.OfficeNotFound()
    if office.state is not OfficeState.REQUESTED:
        return errors.OfficeMovedOn()
    return None


def refusal_to_end(
    *, office: OfficeFacts, actor: Actor, own_number: DocumentNumber | None
) -> DomainError | None:
    """
    Return why somebody may not end an office, or None: either side may (S31-10).

    What comes from the core ends in the core (S32-10). Those who head a unit do not end each other.
    """
    is_own = own_number is not None and is_holder(office, own_number)
    if not is_own and not may_manage(office, actor):
        return errors.OfficeNotFound()
    if office.source is OfficeSource.CORE:
        return errors.OfficeFromCore()
    if not is_own and office.kind is OfficeKind.LEGAL_REPRESENTATIVE:
        return errors.OfficeNotFound()
    if office.state in {OfficeState.ENDED, OfficeState.REFUSED}:
        return errors.OfficeMovedOn()
    return None


def refusal_to_choose_alerts(
    *, office: OfficeFacts, own_number: DocumentNumber
) -> DomainError | None:
    """Return why somebody may not say whether an office accepts alerts of risks, or None."""
    if not is_holder(office, own_number):
        return errors.OfficeNotFound()
    return None if office.state is OfficeState.ACTIVE else errors.OfficeMovedOn()


def is_holder(office: OfficeFacts, number: DocumentNumber) -> bool:
    """Tell whether the document is the holder's."""
    held = office.holder_number
    return held.document_type is number.document_type and held.key == number.key


def may_manage(office: OfficeFacts, actor: Actor) -> bool:
    """Tell whether the actor now acts for the office's unit, as one of those who head it."""
    return actor.identity.legal_person_id == office.legal_person_id and actor.may(
        LegalPersonPermission.MANAGE_OFFICERS
    )

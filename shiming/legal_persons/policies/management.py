"""Who manages a unit: whoever acts for it now and may manage its officers (S35-9, S35-13)."""

from shiming.kernel.actor import ActingKind, Actor
from shiming.legal_persons import errors
from shiming.legal_persons.types import LegalPersonId, LegalPersonPermission


def managed_unit(actor: Actor) -> LegalPersonId:
    """
    Return the unit that the actor manages in their present capacity.

    :raises errors.UnitNotFound: if they manage none
    """
    identity = actor.identity
    is_manager = identity.kind is ActingKind.OFFICE and actor.may(
        LegalPersonPermission.MANAGE_OFFICERS
    )
    if not is_manager or identity.legal_person_id is None:
        raise errors.UnitNotFound
    return LegalPersonId(identity.legal_person_id)

"""In which capacity a message concerns somebody."""

from shiming.kernel.actor import ActingIdentity
from shiming.messages.models.inbox import SELF


def acting_key(identity: ActingIdentity) -> str:
    """Return the short form of an acting identity that messages are kept and filtered under."""
    if identity.legal_person_id is not None:
        return f"legal_person:{identity.legal_person_id}"
    if identity.organisation_id is not None:
        return f"organisation:{identity.organisation_id}"
    return SELF

"""CAS 3.0, section 2.5.3: INVALID_TICKET."""

from shiming.identity_provider.protocol.endpoints.cas.errors import CasTicketInvalid
from shiming.identity_provider.protocol.endpoints.cas.request import Validation


def check(validation: Validation) -> None:
    """
    Refuse what is no ticket of ours, or was used before.

    :raises CasTicketInvalid: if it is none, or was
    """
    if validation.ticket is None or validation.ticket.is_used:
        raise CasTicketInvalid("the ticket is unknown or was used before")

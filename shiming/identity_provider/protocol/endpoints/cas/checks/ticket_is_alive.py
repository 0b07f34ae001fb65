"""CAS 3.0, section 3.1.1; E2: a ticket is good for 30 seconds, and no longer than the session."""

from shiming.identity_provider.protocol.endpoints.cas.errors import CasTicketInvalid
from shiming.identity_provider.protocol.endpoints.cas.request import Validation


def check(validation: Validation) -> None:
    """
    Refuse a ticket that is over.

    :raises CasTicketInvalid: if it has expired, its session or client is no longer in use, or the
        person does not act any more as they did
    """
    ticket = validation.known_ticket
    is_over = ticket.expires_at <= validation.now or ticket.has_capacity_ended
    if is_over or not ticket.is_session_live:
        raise CasTicketInvalid("the ticket has expired")
    if not ticket.client.is_active:
        raise CasTicketInvalid("the service is not in use")

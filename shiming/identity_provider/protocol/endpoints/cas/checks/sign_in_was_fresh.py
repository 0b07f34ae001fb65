"""CAS 3.0, section 2.5.1: renew."""

from shiming.identity_provider.protocol.endpoints.cas.errors import CasTicketInvalid
from shiming.identity_provider.protocol.endpoints.cas.request import Validation, is_set


def check(validation: Validation) -> None:
    """
    Refuse a ticket from an older sign-in where the client wants a new one.

    :raises CasTicketInvalid: if it is from an older one
    """
    if is_set(validation.parameters, "renew") and not validation.known_ticket.is_new_sign_in:
        raise CasTicketInvalid("the ticket is not from a new sign-in")

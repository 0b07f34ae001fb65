"""CAS 3.0, section 2.5.3: INVALID_SERVICE."""

from shiming.identity_provider.protocol.endpoints.cas.errors import CasServiceInvalid
from shiming.identity_provider.protocol.endpoints.cas.request import Validation


def check(validation: Validation) -> None:
    """
    Refuse a ticket that was made for another address; it is used up all the same.

    :raises CasServiceInvalid: if it was
    """
    if validation.parameters.get("service") != validation.known_ticket.service:
        raise CasServiceInvalid("the ticket was made for another service")

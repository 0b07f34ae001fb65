"""CAS 3.0, section 2.5.1: service and ticket are required."""

from shiming.identity_provider.protocol.endpoints.cas.errors import CasRequestIncomplete
from shiming.identity_provider.protocol.endpoints.cas.request import Validation


def check(validation: Validation) -> None:
    """
    Refuse a question that leaves something out, or says something twice.

    :raises CasRequestIncomplete: if it does
    """
    parameters = validation.parameters
    if parameters.repeated or not (parameters.get("service") and parameters.get("ticket")):
        raise CasRequestIncomplete("service and ticket must come once each")

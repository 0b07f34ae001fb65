"""What the checks of the CAS endpoints look at."""

import dataclasses
import datetime as dt

from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import (
    CasServiceRecord,
    CasTicketRecord,
    ClientRecord,
    InteractionRecord,
    SessionRecord,
)
from shiming.kernel.levels import Level


def is_set(parameters: Parameters, name: str) -> bool:
    """Tell whether a flag is set; `true` is what the standard recommends (CAS 3.0, 2.1.1)."""
    return parameters.get(name).lower() not in {"", "false"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LoginRequest:
    """A client's wish to know who is there, and the person before it."""

    parameters: Parameters
    service: CasServiceRecord | None
    session: SessionRecord | None
    interaction: InteractionRecord | None
    now: dt.datetime

    @property
    def address(self) -> str:
        """Where the ticket goes."""
        return self.parameters.get("service")

    @property
    def known_client(self) -> ClientRecord:
        """The client, after `service_is_registered`."""
        if self.service is None:
            raise AssertionError("a check ran before service_is_registered")
        return self.service.client

    @property
    def known_session(self) -> SessionRecord:
        """The session, after `somebody_is_signed_in`."""
        if self.session is None:
            raise AssertionError("a check ran before somebody_is_signed_in")
        return self.session

    @property
    def is_new_sign_in(self) -> bool:
        """Tell whether the person signed in for this very request."""
        return (
            self.session is not None
            and self.interaction is not None
            and self.session.authenticated_at >= self.interaction.created_at
        )

    @property
    def must_renew(self) -> bool:
        """Tell whether only a new sign-in counts."""
        return is_set(self.parameters, "renew")

    @property
    def demanded_level(self) -> Level:
        """The level without which there is no ticket."""
        return self.known_client.least_level(is_unit=self.known_session.is_unit)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A client's question whose ticket this is."""

    parameters: Parameters
    ticket: CasTicketRecord | None
    now: dt.datetime

    @property
    def known_ticket(self) -> CasTicketRecord:
        """The ticket, after `ticket_is_known`."""
        if self.ticket is None:
            raise AssertionError("a check ran before ticket_is_known")
        return self.ticket

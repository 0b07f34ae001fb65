"""The clients that units may enter by their password alone (S35-8)."""

import dataclasses
import uuid

from django.db.models import Q

from shiming.identity_provider.models import Client, Interaction
from shiming.identity_provider.protocol.endpoints.discovery import CONTINUE
from shiming.identity_provider.queries.launcher import opening_address
from shiming.identity_provider.types import ClientState
from shiming.legal_persons.types import DirectTarget


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MarkedClients:
    """Fills `legal_persons.ports.direct_targets`; an administrator marks the clients one by one."""

    issuer: str

    def find_target(self, *, wanted: str) -> DirectTarget | None:
        """Return the marked client whose request waits at `wanted`, or the only one there is."""
        marked = Client.objects.filter(admits_units_alone=True, state=ClientState.ACTIVE)
        if wanted:
            waiting = Interaction.objects.filter(pk__in=_ids_of(wanted), client__in=marked)
            interaction = waiting.select_related("client").first()
            if interaction is None:
                return None
            # Whether it is this browser's, and not over, is asked where it goes on.
            return DirectTarget(client_id=interaction.client.client_id, address=wanted)
        openable = marked.filter(~Q(home_uri="") | ~Q(initiate_login_uri=""))
        found = list(openable.order_by("pk")[:2])
        if len(found) != 1:
            return None
        address = opening_address(found[0], target="", issuer=self.issuer)
        return DirectTarget(client_id=found[0].client_id, address=address)


def _ids_of(wanted: str) -> list[uuid.UUID]:
    """Return the id of the request in an address, if it is one's."""
    if not wanted.startswith(CONTINUE):
        return []
    try:
        return [uuid.UUID(wanted.removeprefix(CONTINUE))]
    except ValueError:
        return []

"""What the checks of the revocation endpoint look at."""

import dataclasses

from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import ClientRecord, TokenRecord


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RevocationRequest:
    """A client's wish that a token be worth nothing any more."""

    parameters: Parameters
    client: ClientRecord
    token: TokenRecord | None = None

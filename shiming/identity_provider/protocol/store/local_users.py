"""Operations on mappings to the users of clients."""

import dataclasses
import uuid

from shiming.identity_provider.protocol.store.operation import Operation


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindLocalUser(Operation[str]):
    """Find what a client itself calls somebody; empty if it has not said."""

    client_pk: uuid.UUID
    account_id: uuid.UUID

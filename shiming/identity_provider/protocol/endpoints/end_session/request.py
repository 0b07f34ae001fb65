"""What the checks of the end-session endpoint look at."""

import dataclasses
import uuid

from shiming.identity_provider.protocol.id_tokens import IdTokenHint
from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import ClientRecord, SessionRecord


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EndSessionRequest:
    """A client's wish that the person be signed out."""

    parameters: Parameters
    hint: IdTokenHint | None
    client: ClientRecord | None
    session: SessionRecord | None
    sid: uuid.UUID | None
    """The session that is live in this browser, by the name that the client knows."""

    @property
    def is_of_this_session(self) -> bool:
        """Tell whether the hint speaks of the session that is live in this browser."""
        return self.hint is not None and self.sid is not None and self.hint.sid == self.sid

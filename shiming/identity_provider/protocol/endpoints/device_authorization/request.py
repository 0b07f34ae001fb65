"""What the checks of the device authorization endpoint look at."""

import dataclasses

from shiming.identity_provider.protocol.messages import Parameters
from shiming.identity_provider.protocol.store import ClientRecord


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeviceAuthorizationRequest:
    """A device's wish that a person agree on another screen."""

    parameters: Parameters
    client: ClientRecord

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes asked for."""
        return self.parameters.words("scope")

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources asked for."""
        return tuple(dict.fromkeys(self.parameters.all("resource")))

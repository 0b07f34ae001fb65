"""The parameters that the area runs with."""

import dataclasses

from shiming.kernel.slots import Slot


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalPersonPolicy:
    """Parameters of the deployment."""

    registrations_a_day: int = 10
    """How many units one account may hand in a day: each asks the register about a stranger."""


policy: Slot[LegalPersonPolicy] = Slot("legal_persons.policy")
policy.fill(LegalPersonPolicy())

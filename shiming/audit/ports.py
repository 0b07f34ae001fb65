"""What the wiring decides for the audit."""

from shiming.audit.types import SealPolicy
from shiming.kernel.slots import Slot

seal_policy: Slot[SealPolicy] = Slot("audit.seal_policy")

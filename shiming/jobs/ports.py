"""What wiring may set for the area."""

from shiming.jobs.types import JobPolicy
from shiming.kernel.slots import Slot

policy: Slot[JobPolicy] = Slot("jobs.policy")
policy.fill(JobPolicy())

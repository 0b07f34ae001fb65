"""Fill the ports of `audit`."""

from config.env import Env
from shiming.audit import ports as audit
from shiming.audit import tasks as audit_tasks
from shiming.audit.types import DigestAlgorithm, SealPolicy
from shiming.jobs.operations import every

DAY_IN_MINUTES = 24 * 60


def wire(env: Env) -> None:
    """Set how records are sealed, and seal them every minute."""
    audit.seal_policy.fill(SealPolicy(algorithm=DigestAlgorithm(env.audit_digest)))
    # Audit and vault lie below the jobs, so their periodic work is registered here.
    every(kind="audit.seal", minutes=1)(audit_tasks.seal)
    every(kind="audit.seal_thoroughly", minutes=DAY_IN_MINUTES)(audit_tasks.seal_thoroughly)

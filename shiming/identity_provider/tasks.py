"""What the area does by itself: new signing keys in time, and forgetting what is over."""

from shiming.identity_provider import ports
from shiming.identity_provider.actions.forget_expired import forget_expired
from shiming.identity_provider.actions.rotate_signing_key import rotate_signing_key
from shiming.jobs import operations as jobs
from shiming.jobs.types import JobRun
from shiming.kernel import clock
from shiming.kernel.actor import system_actor


@jobs.every(minutes=60, kind="identity_provider.rotate_signing_key")
def rotate(_job: JobRun) -> None:
    """Make a new signing key when the present one has signed for long enough."""
    rotate_signing_key(
        only_if_older_than=ports.key_policy().signs_for,
        actor=system_actor(device="identity_provider"),
        now=clock.now(),
    )


@jobs.every(minutes=60, kind="identity_provider.forget_expired")
def forget(_job: JobRun) -> None:
    """Delete interactions, grants and tokens that are over."""
    forget_expired(now=clock.now())

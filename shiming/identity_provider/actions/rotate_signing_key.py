"""Use case: tokens get a new signing key."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import ports, queries
from shiming.identity_provider.models import SigningKey
from shiming.identity_provider.operations import signing_keys
from shiming.identity_provider.types import Algorithm, IdentityProviderEvent
from shiming.kernel.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RotatedSigningKey:
    """The new key, and from when on it signs."""

    kid: str
    active_from: dt.datetime


def rotate_signing_key(
    *,
    algorithm: Algorithm = Algorithm.ES256,
    only_if_older_than: dt.timedelta | None = None,
    actor: Actor,
    now: dt.datetime,
) -> RotatedSigningKey | None:
    """
    Make a signing key, announce it before it signs, and let the older ones retire after that.

    The first key signs at once. With `only_if_older_than` nothing happens, and None is returned,
    while the newest key is younger: so a start and a periodic job may both ask.
    """
    policy = ports.key_policy()
    with transaction.atomic(durable=True):
        if only_if_older_than is not None and queries.exists_key_made_since(
            algorithm, now - only_if_older_than
        ):
            return None

        older = SigningKey.objects.filter(algorithm=algorithm, published_until__isnull=True)
        active_from = now + policy.announced_for if older.exists() else now
        older.update(published_until=active_from + policy.kept_for)
        kid = signing_keys.add_signing_key(algorithm=algorithm, active_from=active_from, now=now)
        audit.record(
            event=IdentityProviderEvent.SIGNING_KEY_ROTATED,
            actor=actor,
            subject=f"signing_key:{kid}",
            at=now,
            details={"algorithm": algorithm.value},
        )

    return RotatedSigningKey(kid=kid, active_from=active_from)

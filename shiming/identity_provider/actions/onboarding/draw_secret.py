"""Use case: an integrator draws a client's secret, which is shown this once (E3)."""

import dataclasses
import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, ports, queries
from shiming.identity_provider.models import Client
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.provider import new_secret
from shiming.identity_provider.types import (
    ApplicationId,
    ClientEnvironment,
    ClientState,
    IdentityProviderEvent,
)
from shiming.kernel.actor import Actor
from shiming.messages import operations as messages
from shiming.messages.types import Receiver

LONGEST_OVERLAP = dt.timedelta(days=30)
_AT_ONCE = dt.timedelta()
EXPIRING = "identity_provider/secret_expiring"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSecret:
    """What an interface may show, once: only the hash of the secret is kept."""

    client_id: str
    client_secret: str = dataclasses.field(repr=False)
    expires_at: dt.datetime
    old_until: dt.datetime | None
    """Until when the secret before is good as well; None: it opens nothing any more."""


def draw_secret(
    *,
    application_id: ApplicationId,
    environment: ClientEnvironment,
    drawn_before: dt.datetime | None,
    overlap: dt.timedelta = _AT_ONCE,
    integrator: Actor,
    now: dt.datetime,
) -> DrawnSecret:
    """
    Make a new secret in the place of the one that was drawn at `drawn_before`, or of none.

    The old one ends at once, or stays good for `overlap` beside the new one. A form that comes a
    second time names a secret that is no longer the newest, and gets nothing.

    :raises errors.ApplicationNotFound: if the integrator has no such client
    :raises errors.ClientSuspendedNow: if an officer suspended it
    :raises errors.SecretDrawnMeanwhile: if a secret was drawn since
    """
    secret = new_secret()
    hash_key = ports.provider_settings().hash_key
    with transaction.atomic(durable=True):
        application = queries.get_own_application(application_id=application_id, viewer=integrator)
        client = queries.client_of(application, environment)
        if client.state != ClientState.ACTIVE:
            raise errors.ClientSuspendedNow
        expires_at = now + ports.secret_policy().lives_for
        old_until = None
        if drawn_before is not None and overlap > _AT_ONCE:
            ends = [now + min(overlap, LONGEST_OVERLAP), client.secret_expires_at or expires_at]
            old_until = min(ends) if min(ends) > now else None
        won = Client.objects.filter(
            pk=client.pk, secret_made_at=drawn_before, state=ClientState.ACTIVE
        ).update(
            secret_hash=keyed_hash(hash_key, secret),
            secret_made_at=now,
            secret_expires_at=expires_at,
            old_secret_hash=client.secret_hash if old_until else "",
            old_secret_until=old_until,
        )
        if not won:
            raise errors.SecretDrawnMeanwhile
        audit.record(
            event=IdentityProviderEvent.SECRET_DRAWN,
            actor=integrator,
            subject=f"client:{client.client_id}",
            at=now,
            details={
                "environment": environment.value,
                "is_old_one_good": old_until is not None,
            },
        )
        messages.remind(
            kind=EXPIRING,
            subject=f"client:{client.pk}",
            receiver=Receiver.account(application.applicant_id),
            due_at=expires_at,
            link_name="identity_provider:application",
            link_args={"application_id": application_id},
            context={"system": application.system_name},
            now=now,
        )
    return DrawnSecret(
        client_id=client.client_id,
        client_secret=secret,
        expires_at=expires_at,
        old_until=old_until,
    )

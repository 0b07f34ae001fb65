"""Use case: a person lets a client know what its scopes cover."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, ports
from shiming.identity_provider.models import Consent, Interaction
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.types import IdentityProviderEvent, InteractionId
from shiming.kernel.actor import Actor


def give_consent(
    *,
    interaction_id: InteractionId,
    browser_secret: str,
    scopes: Sequence[str],
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Note the person's consent to the client of an open interaction.

    It adds to an earlier one: what was agreed to before is not asked again. Nothing but what the
    client may ask for is noted, whatever the form says.

    :raises errors.InteractionOver: if the interaction is over, or belongs to another browser
    """
    with transaction.atomic(durable=True):
        interaction = (
            Interaction.objects.select_related("client")
            .filter(
                pk=interaction_id,
                browser_hash=keyed_hash(ports.provider_settings().hash_key, browser_secret),
                completed_at__isnull=True,
                expires_at__gt=now,
            )
            .first()
        )
        if interaction is None or actor.account_id is None:
            raise errors.InteractionOver

        scopes = sorted(set(scopes).intersection(interaction.client.allowed_scopes))
        in_force = Consent.objects.filter(
            account_id=actor.account_id, client=interaction.client, withdrawn_at__isnull=True
        )
        earlier = in_force.first()
        if earlier is None:
            Consent.objects.create(
                account_id=actor.account_id,
                client=interaction.client,
                scopes=scopes,
                given_at=now,
            )
        else:
            in_force.update(scopes=sorted({*earlier.scopes, *scopes}), given_at=now)
        audit.record(
            event=IdentityProviderEvent.CONSENT_GIVEN,
            actor=actor,
            subject=f"client:{interaction.client.client_id}",
            at=now,
            details={"scope": " ".join(scopes)},
        )

"""Use case: a person lets a client know what its scopes cover."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, queries
from shiming.identity_provider.models import Consent, Interaction
from shiming.identity_provider.types import IdentityProviderEvent, InteractionId
from shiming.kernel.actor import Actor


def give_consent(
    *,
    interaction_id: InteractionId,
    browser_secret: str,
    scopes: Sequence[str],
    is_lasting: bool,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Note the person's consent to the client of an open interaction, for good or for this once.

    A lasting one adds to an earlier one: what was agreed to before is not asked again. Nothing but
    what the client may ask for is noted, whatever the form says.

    :raises errors.InteractionOver: if the interaction is over, or belongs to another browser
    """
    with transaction.atomic(durable=True):
        interaction = queries.get_open_interaction(
            interaction_id=interaction_id, browser_secret=browser_secret, now=now
        )
        if actor.account_id is None:
            raise errors.InteractionOver

        scopes = sorted(set(scopes).intersection(interaction.client.allowed_scopes))
        if is_lasting:
            _remember(interaction, scopes, account_id=actor.account_id, now=now)
        else:
            Interaction.objects.filter(pk=interaction.pk).update(
                account_id=actor.account_id, consented_scopes=scopes
            )
        audit.record(
            event=IdentityProviderEvent.CONSENT_GIVEN,
            actor=actor,
            subject=f"client:{interaction.client.client_id}",
            at=now,
            details={"scope": " ".join(scopes), "is_lasting": is_lasting},
        )


def _remember(
    interaction: Interaction, scopes: Sequence[str], *, account_id: uuid.UUID, now: dt.datetime
) -> None:
    in_force = Consent.objects.filter(
        account_id=account_id, client=interaction.client, withdrawn_at__isnull=True
    )
    # Who clicks twice agrees once.
    earlier, is_new = in_force.get_or_create(
        account_id=account_id,
        client=interaction.client,
        defaults={"scopes": scopes, "given_at": now},
    )
    if not is_new:
        in_force.update(scopes=sorted({*earlier.scopes, *scopes}), given_at=now)

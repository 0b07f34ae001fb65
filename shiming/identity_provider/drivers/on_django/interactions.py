"""Authorization requests that wait for a person, and consents."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.identity_provider.drivers import runner
from shiming.identity_provider.drivers.on_django.auditing import record
from shiming.identity_provider.models import Consent, Interaction
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import Leading


def _find_consent(operation: store.FindConsent) -> store.ConsentRecord | None:
    consent = Consent.objects.filter(
        account_id=operation.account_id, client_id=operation.client_pk, withdrawn_at__isnull=True
    ).first()
    if consent is None:
        return None
    return store.ConsentRecord(scopes=frozenset(consent.scopes), given_at=consent.given_at)


def _find_interaction(operation: store.FindInteraction) -> store.InteractionRecord | None:
    interaction = Interaction.objects.filter(
        pk=operation.id,
        browser_hash=operation.browser_hash,
        completed_at__isnull=True,
        expires_at__gt=operation.now,
    ).first()
    if interaction is None:
        return None
    return store.InteractionRecord(
        id=interaction.pk,
        query=interaction.query,
        led_to=Leading(interaction.led_to),
        created_at=interaction.created_at,
        account_id=interaction.account_id,
        consented_scopes=frozenset(interaction.consented_scopes),
    )


def _open_interaction(operation: store.OpenInteraction) -> None:
    Interaction.objects.create(
        id=operation.id,
        client_id=operation.client_pk,
        browser_hash=operation.browser_hash,
        query=operation.query,
        led_to=operation.led_to,
        created_at=operation.now,
        expires_at=operation.expires_at,
    )


def _lead_on(operation: store.LeadOn) -> None:
    Interaction.objects.filter(pk=operation.id, completed_at__isnull=True).update(
        led_to=operation.led_to
    )


def _close_interaction(operation: store.CloseInteraction) -> bool:
    with transaction.atomic():
        won = complete(operation.id, operation.now)
        if won:
            record(operation.audit, operation.now)
    return won


def complete(interaction_id: uuid.UUID, now: dt.datetime) -> bool:
    """Close an interaction; tell whether it was open."""
    return bool(
        Interaction.objects.filter(pk=interaction_id, completed_at__isnull=True).update(
            completed_at=now
        )
    )


HANDLERS: runner.Handlers = {
    store.FindConsent: _find_consent,
    store.FindInteraction: _find_interaction,
    store.OpenInteraction: _open_interaction,
    store.LeadOn: _lead_on,
    store.CloseInteraction: _close_interaction,
}

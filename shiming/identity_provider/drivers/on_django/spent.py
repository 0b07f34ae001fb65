"""What may be used once only."""

from django.db import IntegrityError, transaction

from shiming.identity_provider.drivers import runner
from shiming.identity_provider.models import SpentIdentifier
from shiming.identity_provider.protocol import store


def _spend_identifier(operation: store.SpendIdentifier) -> bool:
    try:
        with transaction.atomic():
            SpentIdentifier.objects.create(hash=operation.hash, expires_at=operation.expires_at)
    except IntegrityError:
        return False
    return True


HANDLERS: runner.Handlers = {store.SpendIdentifier: _spend_identifier}

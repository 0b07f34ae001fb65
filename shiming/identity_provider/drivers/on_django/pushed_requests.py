"""Authorization requests that clients have pushed."""

from shiming.identity_provider.drivers import runner
from shiming.identity_provider.models import PushedRequest
from shiming.identity_provider.protocol import store


def _keep(operation: store.KeepPushedRequest) -> None:
    PushedRequest.objects.create(
        reference_hash=operation.reference_hash,
        client_id=operation.client_pk,
        query=operation.query,
        was_signed=operation.was_signed,
        created_at=operation.now,
        expires_at=operation.expires_at,
    )


def _take(operation: store.TakePushedRequest) -> store.PushedRequestRecord | None:
    rows = PushedRequest.objects.filter(
        reference_hash=operation.reference_hash,
        client_id=operation.client_pk,
        used_at__isnull=True,
        expires_at__gt=operation.now,
    )
    row = rows.first()
    if row is None or not rows.update(used_at=operation.now):
        return None
    return store.PushedRequestRecord(query=row.query, was_signed=row.was_signed)


HANDLERS: runner.Handlers = {store.KeepPushedRequest: _keep, store.TakePushedRequest: _take}

"""The joint test: sandbox clients are few, so both drivers go this way."""

from django.db import transaction
from django.db.models import F

from shiming.identity_provider.drivers import runner
from shiming.identity_provider.models import SandboxTester, TrialResult
from shiming.identity_provider.protocol import store


def _find_tester(operation: store.FindTester) -> bool:
    return SandboxTester.objects.filter(
        client_id=operation.client_pk, account_id=operation.account_id
    ).exists()


def _note_trial(operation: store.NoteTrial) -> None:
    with transaction.atomic():
        result, is_new = TrialResult.objects.get_or_create(
            client_id=operation.client_pk,
            trial=operation.trial,
            defaults={
                "detail": operation.detail,
                "first_at": operation.now,
                "last_at": operation.now,
            },
        )
        if not is_new:
            TrialResult.objects.filter(pk=result.pk).update(
                detail=operation.detail, last_at=operation.now, times=F("times") + 1
            )


HANDLERS: runner.Handlers = {
    store.FindTester: _find_tester,
    store.NoteTrial: _note_trial,
}

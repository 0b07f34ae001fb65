import datetime as dt
import pathlib

import pytest

from shiming.jobs.types import JobId, JobRun
from shiming.kernel.actor import system_actor
from shiming.kernel.ids import new_id
from shiming.vault import keys, operations, tasks
from shiming.vault.actions.rotate_keys import rotate_keys
from shiming.vault.models import DataKey, VaultFile
from shiming.vault.types import KeyState

NOW = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def _run(now: dt.datetime) -> JobRun:
    return JobRun(id=JobId(new_id()), kind="vault.rotate", subject="", now=now)


class TestRotate:
    def test_carries_a_rotation_through_minute_by_minute(self) -> None:
        rotate_keys(actor=system_actor(device="command"), now=NOW)

        for minutes in range(1, 4):
            keys.forget()
            tasks.rotate(_run(NOW + dt.timedelta(minutes=minutes)))

        states = DataKey.objects.values_list("state", flat=True)
        assert sorted(states) == [KeyState.ACTIVE] * 2 + [KeyState.RETIRED] * 2


class TestPurge:
    def test_shreds_what_is_due(self, folder: pathlib.Path) -> None:
        operations.keep_file("tests.picture", b"x", "image/jpeg", NOW, NOW)

        tasks.purge(_run(NOW))

        assert VaultFile.objects.get().shredded_at == NOW


class TestEnsureKeysAfterMigrating:
    def test_makes_the_first_keys(self) -> None:
        DataKey.objects.all().delete()

        tasks.ensure_keys_after_migrating(using="default", sender=None)

        assert DataKey.objects.filter(state=KeyState.ACTIVE).count() == 2

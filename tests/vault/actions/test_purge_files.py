import datetime as dt
import os
import pathlib

import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor
from shiming.vault import operations, queries
from shiming.vault.actions.purge_files import PurgedFiles, purge_files
from shiming.vault.models import VaultFile

NOW = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
WORKER = system_actor(device="worker")

pytestmark = pytest.mark.django_db


def _write_orphan(folder: pathlib.Path, name: str, *, age: dt.timedelta) -> pathlib.Path:
    path = folder / name[:2] / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    born = (NOW - age).timestamp()
    os.utime(path, (born, born))
    return path


class TestPurgeFiles:
    def test_shreds_what_is_due_and_nothing_else(self, folder: pathlib.Path) -> None:
        due, later, forever = (
            operations.keep_file("tests.picture", b"x", "image/jpeg", NOW, keep_until)
            for keep_until in (NOW, NOW + dt.timedelta(seconds=1), None)
        )

        purged = purge_files(actor=WORKER, now=NOW)

        assert purged == PurgedFiles(shredded=1, orphans=0)
        assert VaultFile.objects.get(pk=due).file_key is None
        assert [queries.read_file(file_id) for file_id in (later, forever)] == [b"x", b"x"]
        record = AuditRecord.objects.get()
        assert (record.event, record.subject) == ("vault.file.shredded", f"vault_file:{due}")

    def test_shreds_more_than_one_batch(
        self, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shiming.vault.actions.purge_files._BATCH", 2)
        for _ in range(5):
            operations.keep_file("tests.picture", b"x", "image/jpeg", NOW, NOW)

        assert purge_files(actor=WORKER, now=NOW).shredded == 5
        assert purge_files(actor=WORKER, now=NOW).shredded == 0

    def test_removes_old_orphans_and_half_written_files(self, folder: pathlib.Path) -> None:
        old = _write_orphan(folder, "ab01", age=dt.timedelta(days=2))
        part = _write_orphan(folder, "ab02.part", age=dt.timedelta(days=2))
        young = _write_orphan(folder, "ab03", age=dt.timedelta(hours=2))

        purged = purge_files(actor=WORKER, now=NOW)

        assert purged == PurgedFiles(shredded=0, orphans=2)
        assert [path.exists() for path in (old, part, young)] == [False, False, True]

    def test_leaves_kept_files_however_old(self, folder: pathlib.Path) -> None:
        file_id = operations.keep_file("tests.picture", b"x", "image/jpeg", NOW)

        assert purge_files(actor=WORKER, now=NOW + dt.timedelta(days=9999)).orphans == 0
        assert queries.read_file(file_id) == b"x"

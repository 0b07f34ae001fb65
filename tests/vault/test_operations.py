import datetime as dt
import errno
import os
import pathlib
import secrets
import uuid

import pytest
from django.db import transaction

from shiming.vault import errors, keys, operations, ports, queries
from shiming.vault.models import DataKey, VaultFile
from shiming.vault.types import CipherProfile, VaultFileId, VaultPolicy

NOW = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
PICTURE = secrets.token_bytes(100_000)

pytestmark = pytest.mark.django_db


def _files(folder: pathlib.Path) -> list[pathlib.Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _keep(content: bytes = PICTURE) -> VaultFileId:
    return operations.keep_file("tests.picture", content, "image/jpeg", NOW)


class TestBlindIndex:
    def test_is_the_same_for_the_same_value_and_purpose_only(self) -> None:
        index = operations.blind_index("tests.number", "甲")

        assert index == operations.blind_index("tests.number", "甲")
        assert index != operations.blind_index("tests.number", "乙")
        assert index != operations.blind_index("tests.name", "甲")
        assert queries.blind_indexes("tests.number", "甲") == [index]
        assert len(index) == 64

    def test_uses_sm3_with_keys_of_the_national_profile(self) -> None:
        international = operations.blind_index("tests.number", "甲")
        DataKey.objects.update(profile=CipherProfile.NATIONAL)
        keys.forget()

        assert operations.blind_index("tests.number", "甲") != international

    def test_needs_a_key(self) -> None:
        DataKey.objects.all().delete()
        keys.forget()

        with pytest.raises(errors.NoDataKey):
            operations.blind_index("tests.number", "甲")
        with pytest.raises(errors.NoDataKey):
            queries.blind_indexes("tests.number", "甲")


class TestKeepFile:
    @pytest.mark.parametrize("profile", list(CipherProfile))
    @pytest.mark.parametrize("content", [PICTURE, b""], ids=["picture", "empty"])
    def test_keeps_a_file_that_the_disk_does_not_see(
        self, folder: pathlib.Path, profile: CipherProfile, content: bytes
    ) -> None:
        with ports.policy.replaced(VaultPolicy(profile=profile)):
            file_id = _keep(content)

        (path,) = _files(folder)
        assert queries.read_file(file_id) == content
        assert PICTURE[:50] not in path.read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
        assert str(file_id) not in str(path)

    @pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
    def test_keeps_nothing_when_the_disk_is_full(
        self, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch, reason: int
    ) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(reason, "full")

        monkeypatch.setattr(os, "fsync", full)

        with pytest.raises(errors.NoSpace), transaction.atomic():
            _keep()

        assert _files(folder) == []
        assert not VaultFile.objects.exists()

    def test_lets_other_faults_of_the_disk_through(
        self, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(_descriptor: int) -> None:
            raise OSError(errno.EIO, "broken")

        monkeypatch.setattr(os, "fsync", broken)

        with pytest.raises(OSError, match="broken"):
            _keep()

        assert _files(folder) == []


class TestReadFile:
    def test_refuses_unknown_files(self) -> None:
        with pytest.raises(errors.FileNotKept):
            queries.read_file(VaultFileId(uuid.uuid4()))

    def test_notices_a_changed_file(self, folder: pathlib.Path) -> None:
        file_id = _keep()
        (path,) = _files(folder)
        path.write_bytes(path.read_bytes()[::-1])

        with pytest.raises(errors.CannotDecrypt):
            queries.read_file(file_id)

    def test_notices_exchanged_files(self, folder: pathlib.Path) -> None:
        file_id, other = _keep(), _keep(b"other")
        names = dict(VaultFile.objects.values_list("pk", "storage_name"))
        VaultFile.objects.filter(pk=other).delete()
        VaultFile.objects.filter(pk=file_id).update(storage_name=names[other])

        with pytest.raises(errors.CannotDecrypt):
            queries.read_file(file_id)

    def test_notices_a_lost_file(self, folder: pathlib.Path) -> None:
        file_id = _keep()
        _files(folder)[0].unlink()

        with pytest.raises(errors.CannotDecrypt):
            queries.read_file(file_id)


class TestShredFile:
    def test_destroys_key_and_file(
        self, folder: pathlib.Path, django_capture_on_commit_callbacks: object
    ) -> None:
        file_id = _keep()

        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django has no type for it
            operations.shred_file(file_id, NOW)

        file = VaultFile.objects.get(pk=file_id)
        assert (file.file_key, file.shredded_at) == (None, NOW)
        assert _files(folder) == []
        with pytest.raises(errors.FileNotKept):
            queries.read_file(file_id)

    def test_leaves_the_file_when_the_transaction_is_undone(self, folder: pathlib.Path) -> None:
        file_id = _keep()

        with transaction.atomic():
            operations.shred_file(file_id, NOW)
            transaction.set_rollback(True)

        assert queries.read_file(file_id) == PICTURE

    def test_refuses_to_shred_twice(self, folder: pathlib.Path) -> None:
        file_id = _keep()
        operations.shred_file(file_id, NOW)

        with pytest.raises(errors.FileNotKept):
            operations.shred_file(file_id, NOW)
        with pytest.raises(errors.FileNotKept):
            operations.keep_file_until(file_id, NOW)


class TestKeepFileUntil:
    def test_changes_how_long_a_file_is_kept(self, folder: pathlib.Path) -> None:
        file_id = _keep()

        operations.keep_file_until(file_id, NOW)

        assert VaultFile.objects.get(pk=file_id).keep_until == NOW

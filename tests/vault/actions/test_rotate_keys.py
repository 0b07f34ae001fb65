import base64
import datetime as dt
import pathlib
from collections.abc import Iterator

import pytest

from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor
from shiming.vault import errors, keys, operations, ports, queries, registry, rewriting
from shiming.vault.actions.continue_rotation import ContinuedRotation, continue_rotation
from shiming.vault.actions.ensure_keys import ensure_keys
from shiming.vault.actions.rotate_keys import rotate_keys
from shiming.vault.master_keys import MasterKeys
from shiming.vault.models import DataKey, VaultFile
from shiming.vault.types import CipherProfile, KeyKind, KeyState, RotationPhase, VaultPolicy
from tests.vault.sample import Sample, sample_table

NOW = dt.datetime(2026, 11, 21, 8, 30, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
OPERATOR = system_actor(device="command")
PURPOSE = "tests.sample.text"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sample(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    column = registry.IndexedColumn(
        model="vault.Sample", column="text_index", purpose=PURPOSE, value_of=lambda row: row.text
    )
    monkeypatch.setattr(registry, "_columns", {("vault.Sample", "text_index"): column})
    all_tables = rewriting.tables
    monkeypatch.setattr(rewriting, "tables", lambda: [*all_tables(), rewriting.table_of(Sample)])
    with sample_table():
        yield


def _write(text: str, note: str | None = None) -> None:
    Sample.objects.create(text=text, note=note, text_index=operations.blind_index(PURPOSE, text))


def _find(text: str) -> int:
    return Sample.objects.filter(text_index__in=queries.blind_indexes(PURPOSE, text)).count()


def _forget() -> None:
    # Transactions of tests never commit, hence nothing tells the process of new keys.
    keys.forget()


def _continue(now: dt.datetime) -> ContinuedRotation:
    _forget()
    continued = continue_rotation(actor=OPERATOR, now=now, progress=lambda _done, _all: None)
    _forget()
    return continued


def _states(kind: KeyKind) -> list[str]:
    rows = DataKey.objects.filter(kind=kind).order_by("created_at")
    return list(rows.values_list("state", flat=True))


class TestEnsureKeys:
    def test_makes_one_active_key_of_each_kind_once(self) -> None:
        DataKey.objects.all().delete()

        ensure_keys(now=NOW)
        ensure_keys(now=NOW)

        assert [_states(kind) for kind in KeyKind] == [[KeyState.ACTIVE], [KeyState.ACTIVE]]


class TestRotateKeys:
    def test_makes_keys_that_do_not_write_yet(self) -> None:
        begun = rotate_keys(actor=OPERATOR, now=NOW)

        assert begun.continue_at == NOW + MINUTE
        assert [sorted(_states(kind)) for kind in KeyKind] == [["active", "prepared"]] * 2
        assert AuditRecord.objects.get().event == "vault.rotation.begun"

    def test_refuses_a_second_rotation_meanwhile(self) -> None:
        rotate_keys(actor=OPERATOR, now=NOW)

        with pytest.raises(errors.RotationUnderWay):
            rotate_keys(actor=OPERATOR, now=NOW)

        assert DataKey.objects.count() == 4
        assert AuditRecord.objects.count() == 1

    def test_wraps_older_keys_under_the_current_master_key(self) -> None:
        _write("甲")
        old = ports.key_ring()

        class Both:
            current_id = "new"
            _new = MasterKeys(
                {"new": base64.b64encode(b"n" * 32).decode()}, profile=CipherProfile.NATIONAL
            )
            wrap = _new.wrap

            def unwrap(self, wrapped: bytes, *, master_key_id: str, context: bytes) -> bytes:
                ring = self._new if master_key_id == "new" else old
                return ring.unwrap(wrapped, master_key_id=master_key_id, context=context)

        with ports.key_ring.replaced(Both()):
            rotate_keys(actor=OPERATOR, now=NOW)
        with ports.key_ring.replaced(Both._new):
            _forget()

            assert Sample.objects.get().text == "甲"
            assert set(DataKey.objects.values_list("master_key_id", flat=True)) == {"new"}


class TestContinueRotation:
    def test_does_nothing_without_a_rotation(self) -> None:
        assert _continue(NOW).phase is RotationPhase.NONE

    def test_waits_until_every_process_knows_the_new_keys(self) -> None:
        rotate_keys(actor=OPERATOR, now=NOW)

        early = _continue(NOW + MINUTE / 2)
        activated = _continue(NOW + MINUTE)
        waiting = _continue(NOW + MINUTE * 1.5)

        assert (early.phase, early.continue_at) == (RotationPhase.PREPARED, NOW + MINUTE)
        assert (activated.phase, waiting.phase) == (RotationPhase.ACTIVATED,) * 2
        assert waiting.continue_at == NOW + 2 * MINUTE

    def test_finds_rows_in_every_phase(self) -> None:
        _write("甲")
        found = [_find("甲")]
        rotate_keys(actor=OPERATOR, now=NOW)
        for minutes in (1, 2, 3):
            _continue(NOW + minutes * MINUTE)
            _write("乙")
            found += [_find("甲"), _find("乙")]

        assert found == [1, 1, 1, 1, 2, 1, 3]

    def test_encrypts_and_indexes_everything_anew(self, folder: pathlib.Path) -> None:
        for number in range(5):
            _write(f"text {number}", note=None if number else "note")
        file_id = operations.keep_file("tests.picture", b"x", "image/jpeg", NOW)
        old_indexes = set(Sample.objects.values_list("text_index", flat=True))
        reports: list[tuple[int, int]] = []

        rotate_keys(actor=OPERATOR, now=NOW)
        _continue(NOW + MINUTE)
        done = continue_rotation(
            actor=OPERATOR,
            now=NOW + 2 * MINUTE,
            progress=lambda done, total: reports.append((done, total)),
        )
        _forget()

        assert (done.phase, done.rewritten) == (RotationPhase.DONE, 6)
        assert reports[-1] == (6, 6)
        active = DataKey.objects.get(kind=KeyKind.FIELD, state=KeyState.ACTIVE).pk
        DataKey.objects.exclude(state=KeyState.ACTIVE).delete()
        _forget()
        assert {row.text for row in Sample.objects.all()} == {f"text {n}" for n in range(5)}
        assert Sample.objects.order_by("pk")[0].note == "note"
        assert queries.read_file(file_id) == b"x"
        assert active == keys.writing_key(KeyKind.FIELD).id
        assert not old_indexes & set(Sample.objects.values_list("text_index", flat=True))
        assert [_find(f"text {n}") for n in range(5)] == [1] * 5
        assert AuditRecord.objects.latest("pk").details == '{"rewritten":6}'

    def test_moves_to_another_profile(self) -> None:
        _write("甲")

        with ports.policy.replaced(VaultPolicy(profile=CipherProfile.NATIONAL)):
            rotate_keys(actor=OPERATOR, now=NOW)
            _continue(NOW + MINUTE)
            _continue(NOW + 2 * MINUTE)

        assert Sample.objects.get().text == "甲"
        assert set(DataKey.objects.values_list("profile", "state")) == {
            ("international", "retired"),
            ("national", "active"),
        }

    def test_goes_over_the_tables_again_when_a_row_was_changed_meanwhile(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _write("before")
        old = keys.writing_key(KeyKind.FIELD)
        rotate_keys(actor=OPERATOR, now=NOW)
        _continue(NOW + MINUTE)
        index = operations.blind_index
        has_met = False

        def index_after_somebody_wrote(purpose: str, value: str) -> str:
            nonlocal has_met
            if not has_met:
                has_met = True
                with monkeypatch.context() as slow_process:
                    slow_process.setattr(keys, "writing_key", lambda _kind: old)
                    Sample.objects.update(text="after")
            return index(purpose, value)

        monkeypatch.setattr(operations, "blind_index", index_after_somebody_wrote)
        done = continue_rotation(
            actor=OPERATOR, now=NOW + 2 * MINUTE, progress=lambda _done, _all: None
        )

        assert (done.phase, done.rewritten) == (RotationPhase.DONE, 1)
        assert Sample.objects.get().text == "after"
        assert _find("after") == 1

    def test_goes_through_more_than_one_batch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shiming.vault.actions.continue_rotation._BATCH", 2)
        for number in range(5):
            _write(str(number))

        rotate_keys(actor=OPERATOR, now=NOW)
        _continue(NOW + MINUTE)

        assert _continue(NOW + 2 * MINUTE).rewritten == 5

    def test_leaves_shredded_files_shredded(self, folder: pathlib.Path) -> None:
        file_id = operations.keep_file("tests.picture", b"x", "image/jpeg", NOW)
        operations.shred_file(file_id, NOW)

        rotate_keys(actor=OPERATOR, now=NOW)
        _continue(NOW + MINUTE)
        _continue(NOW + 2 * MINUTE)

        assert VaultFile.objects.get(pk=file_id).file_key is None

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections

from shiming.audit import errors, operations, ports, queries
from shiming.audit.actions.seal_records import SealedRecords, seal_records
from shiming.audit.models import AuditRecord, AuditSeal, SealedRecord
from shiming.audit.types import DigestAlgorithm, SealPolicy
from tests.factories.audit import NOW, OFFICER, records

LATER = NOW + dt.timedelta(minutes=1)


@pytest.mark.django_db
class TestSealRecords:
    def test_seals_what_is_new_and_links_it_to_the_last_seal(self) -> None:
        records(3)
        first = seal_records(now=NOW)
        records(2)
        second = seal_records(now=LATER)

        seals = list(AuditSeal.objects.order_by("sequence"))
        assert (first.records, second.records) == (3, 2)
        assert [(seal.first_position, seal.last_position) for seal in seals] == [(1, 3), (4, 5)]
        assert (seals[0].previous_digest, seals[1].previous_digest) == ("", seals[0].digest)
        assert (second.head_sequence, second.head_digest) == (2, seals[1].digest)

    def test_makes_no_seal_of_nothing(self) -> None:
        assert seal_records(now=NOW) == SealedRecords(
            records=0, seals=0, head_sequence=0, head_digest=""
        )
        assert not AuditSeal.objects.exists()

    @pytest.mark.parametrize("algorithm", list(DigestAlgorithm))
    def test_makes_the_same_chain_on_every_database(self, algorithm: DigestAlgorithm) -> None:
        AuditRecord.objects.create(
            id=41,
            **dict(
                zip(
                    operations.COLUMNS,
                    operations.insert_parameters(
                        event="tests.thing.happened",
                        actor=OFFICER,
                        subject="thing:1",
                        at=NOW.replace(microsecond=20),
                        details={"名": "甲"},
                    ),
                    strict=True,
                )
            ),
        )

        with ports.seal_policy.replaced(SealPolicy(algorithm=algorithm)):
            sealed = seal_records(now=LATER)

        form = "\x1f".join(
            [
                "2026-11-21 08:30:00.000020",
                "41",
                "30",
                "tests.thing.happened",
                "thing:1",
                "office",
                "pwd sms",
                *(f"{number:032x}" for number in range(1, 6)),
                "复核",
                "A-1",
                "192.0.2.7",
                "Firefox",
                '{"名":"甲"}',
            ]
        )
        value = hashlib.new(algorithm, form.encode()).hexdigest()
        seal = ["", "1", "1", "1", "1", value, "2026-11-21 08:31:00.000000"]
        text = "\x1f".join([algorithm, *seal])
        assert sealed.head_digest == hashlib.new(algorithm, text.encode()).hexdigest()

    def test_seals_in_several_batches_when_there_is_much(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shiming.audit.actions.seal_records._WINDOW", 2)
        records(5)

        assert seal_records(now=NOW).seals == 3
        assert queries.verify_chain().is_intact

    def test_finds_records_that_committed_an_hour_late_when_thorough(self) -> None:
        ids = records(3)
        AuditSeal.objects.create(
            sequence=1,
            first_position=1,
            last_position=1,
            count=1,
            algorithm="sha256",
            sealed_at=NOW,
            digest="",
        )
        SealedRecord.objects.create(position=1, record_id=ids[1], digest=b"")
        much_later = NOW + dt.timedelta(hours=3)

        seal_records(now=much_later)
        ordinary = set(SealedRecord.objects.values_list("record_id", flat=True))
        seal_records(now=much_later, is_thorough=True)

        assert ordinary == {ids[1], ids[2]}
        assert SealedRecord.objects.get(position=3).record_id == ids[0]


@pytest.mark.django_db(transaction=True)
class TestSealersAtOnce:
    def test_never_seal_a_record_twice_or_fork_the_chain(self) -> None:
        records(30)
        barrier = threading.Barrier(4)
        outcomes: list[object] = []

        def seal() -> None:
            barrier.wait()
            try:
                outcomes.append(seal_records(now=LATER).records)
            except errors.SealedMeanwhile as refusal:
                outcomes.append(refusal.code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=seal) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert outcomes.count(30) == 1
        assert set(outcomes) <= {30, 0, "audit.seal.sealed_meanwhile"}
        assert queries.verify_chain().is_intact
        assert SealedRecord.objects.count() == 30


@pytest.fixture
def other() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A second connection to the same PostgreSQL."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    settings = {**connection.get_connection_params()}
    settings.pop("cursor_factory", None)
    settings.pop("context", None)
    with psycopg.connect(**settings) as opened:
        yield opened


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestLateCommits:
    def _insert(self, other: "psycopg.Connection[tuple[object, ...]]") -> None:
        other.execute(
            operations.insert_statement(),
            operations.insert_parameters(
                event="tests.thing.late", actor=OFFICER, subject="thing:late", at=NOW
            ),
        )

    def test_a_lower_id_that_commits_after_the_seal_joins_the_next_one(
        self, other: "psycopg.Connection[tuple[object, ...]]"
    ) -> None:
        self._insert(other)
        (early_id,) = records(1)

        seal_records(now=LATER)
        before = queries.verify_chain()
        other.commit()
        waiting = queries.verify_chain()
        seal_records(now=LATER + dt.timedelta(minutes=1))
        after = queries.verify_chain()

        late_id = AuditRecord.objects.get(event="tests.thing.late").pk
        assert late_id < early_id
        assert SealedRecord.objects.get(record_id=early_id).position == 1
        assert SealedRecord.objects.get(record_id=late_id).position == 2
        assert [report.is_intact for report in (before, waiting, after)] == [True] * 3
        assert [report.unsealed for report in (before, waiting, after)] == [0, 1, 0]

    def test_writers_do_not_wait_for_an_open_sealing(
        self, other: "psycopg.Connection[tuple[object, ...]]"
    ) -> None:
        (sealed_id,) = records(1)
        other.execute("INSERT INTO audit_seal VALUES (1, 1, 1, 1, 'sha256', '', '', '', now())")
        other.execute("INSERT INTO audit_sealed_record VALUES (1, %s, '')", [sealed_id])

        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        records(1)

        other.rollback()
        assert AuditRecord.objects.count() == 2

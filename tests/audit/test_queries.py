import dataclasses
import datetime as dt
import uuid

import pytest
from django.db import connection

from shiming.audit import operations, queries
from shiming.audit.actions.seal_records import _seal, _window, seal_records
from shiming.audit.models import AuditSeal, SealedRecord
from shiming.audit.types import BreakKind, ChainBreak, SealHead
from shiming.kernel.actor import ActingIdentity, Actor, visitor
from tests.audit.append_only import tampering
from tests.factories.audit import NOW, OFFICER, records

LATER = NOW + dt.timedelta(minutes=1)
CITIZEN = Actor(account_id=uuid.UUID(int=11), person_id=uuid.UUID(int=12))

pytestmark = pytest.mark.django_db


def _tamper(statement: str, *parameters: int) -> None:
    with tampering(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@pytest.fixture
def sealed() -> list[int]:
    """Five records under two seals: three and two."""
    ids = records(3)
    seal_records(now=NOW)
    ids += records(2)
    seal_records(now=LATER)
    return ids


def _break() -> tuple[BreakKind, int | None, int | None, int | None]:
    found = queries.verify_chain().first_break
    assert isinstance(found, ChainBreak)
    return found.kind, found.seal, found.position, found.record_id


class TestVerifyChain:
    def test_finds_an_untouched_chain_intact(self, sealed: list[int]) -> None:
        records(1)

        report = queries.verify_chain()

        head = AuditSeal.objects.get(sequence=2)
        assert report.is_intact
        assert (report.records, report.seals, report.unsealed) == (5, 2, 1)
        assert report.head == SealHead(sequence=2, digest=head.digest)

    def test_finds_an_empty_audit_intact(self) -> None:
        report = queries.verify_chain()

        assert (report.is_intact, report.head, report.records) == (True, None, 0)

    @pytest.mark.parametrize(
        "change",
        [
            "event = 'tests.thing.else'",
            "at = '2026-11-21 08:30:00.000001+00'",
            "account_id = NULL",
            "level = 40",
            "details = '{\"number\":2}'",
            "device = '', address = 'Firefox192.0.2.7'",
        ],
    )
    def test_names_a_changed_record(self, sealed: list[int], change: str) -> None:
        if change.startswith("at") and "sqlite" in connection.vendor:
            change = change.replace("+00", "")

        _tamper("UPDATE audit_record SET " + change + " WHERE id = %s", sealed[1])  # noqa: S608  the cases above

        assert _break() == (BreakKind.CHANGED, 1, 2, sealed[1])

    def test_names_a_removed_record(self, sealed: list[int]) -> None:
        _tamper("DELETE FROM audit_record WHERE id = %s", sealed[3])

        assert _break() == (BreakKind.MISSING, 2, 4, sealed[3])

    def test_names_a_record_removed_with_its_place(self, sealed: list[int]) -> None:
        _tamper("DELETE FROM audit_record WHERE id = %s", sealed[1])
        _tamper("DELETE FROM audit_sealed_record WHERE record_id = %s", sealed[1])

        assert _break() == (BreakKind.MISSING, 1, 2, None)

    def test_names_the_first_of_two_exchanged_records(self, sealed: list[int]) -> None:
        first, second = SealedRecord.objects.filter(position__in=[1, 3]).order_by("position")
        _tamper("UPDATE audit_sealed_record SET record_id = -1 WHERE position = 1")
        _tamper("UPDATE audit_sealed_record SET record_id = %s WHERE position = 3", first.record_id)
        _tamper(
            "UPDATE audit_sealed_record SET record_id = %s WHERE position = 1", second.record_id
        )

        assert _break() == (BreakKind.REORDERED, 1, 1, sealed[2])

    def test_names_a_record_put_in_afterwards(self, sealed: list[int]) -> None:
        (inserted,) = records(1, at=NOW - dt.timedelta(days=30))

        before_sealing = _break()
        seal_records(now=LATER)

        assert before_sealing == (BreakKind.INSERTED, None, None, inserted)
        assert _break() == (BreakKind.INSERTED, 3, 6, inserted)

    def test_notices_a_cut_within_the_last_seal(self, sealed: list[int]) -> None:
        _tamper("DELETE FROM audit_sealed_record WHERE position = 5")
        _tamper("DELETE FROM audit_record WHERE id = %s", sealed[4])

        assert _break() == (BreakKind.TRUNCATED, 2, 5, None)

    def test_notices_that_the_last_seal_is_gone(self, sealed: list[int]) -> None:
        _tamper("DELETE FROM audit_seal WHERE sequence = 2")

        assert _break() == (BreakKind.TRUNCATED, 2, 4, sealed[3])

    def test_notices_that_a_seal_between_others_is_gone(self, sealed: list[int]) -> None:
        _tamper("DELETE FROM audit_seal WHERE sequence = 1")

        assert _break() == (BreakKind.MISSING, 1, 1, None)

    @pytest.mark.parametrize(
        "change", ["digest = 'ff'", "count = 4", "previous_digest = 'ff'", "algorithm = 'md5'"]
    )
    def test_notices_a_changed_seal(self, sealed: list[int], change: str) -> None:
        _tamper("UPDATE audit_seal SET " + change + " WHERE sequence = 2")  # noqa: S608  the cases above

        assert _break() == (BreakKind.SEAL_CHANGED, 2, 4, None)

    def test_notices_a_seal_made_anew_over_a_changed_record(self, sealed: list[int]) -> None:
        _tamper("UPDATE audit_record SET level = 40 WHERE id = %s", sealed[1])
        _tamper("DELETE FROM audit_sealed_record WHERE position <= 3")
        digest = AuditSeal.objects.get(sequence=1).digest
        _tamper("DELETE FROM audit_seal WHERE sequence = 1")
        _forge_first_seal(sealed[:3])

        assert AuditSeal.objects.get(sequence=1).digest != digest
        assert _break() == (BreakKind.SEAL_CHANGED, 2, 4, None)

    def test_notices_a_cut_behind_a_head_that_was_written_down(self, sealed: list[int]) -> None:
        head = queries.verify_chain().head
        _tamper("DELETE FROM audit_seal WHERE sequence = 2")
        _tamper("DELETE FROM audit_sealed_record WHERE position > 3")
        _tamper("DELETE FROM audit_record WHERE id > %s", sealed[2])

        blind, seeing = queries.verify_chain(), queries.verify_chain(expected_head=head)

        assert blind.is_intact
        assert seeing.first_break == ChainBreak(
            kind=BreakKind.TRUNCATED, seal=2, position=4, record_id=None
        )

    def test_notices_a_chain_made_anew_by_a_head_that_was_written_down(
        self, sealed: list[int]
    ) -> None:
        report = queries.verify_chain(expected_head=SealHead(sequence=1, digest="00" * 32))

        assert report.first_break == ChainBreak(
            kind=BreakKind.SEAL_CHANGED, seal=1, position=1, record_id=None
        )

    def test_reads_more_than_one_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shiming.audit.verification._PAGE", 2)
        records(5)
        seal_records(now=NOW)
        records(1)
        seal_records(now=LATER)

        report = queries.verify_chain()

        assert (report.is_intact, report.records, report.seals) == (True, 6, 2)


def _forge_first_seal(ids: list[int]) -> None:
    """Make the first seal again, as somebody could who knows the program."""
    batch = [(key, form) for key, form in _window(0) if key in ids and form]
    later = list(AuditSeal.objects.values())
    _tamper("DELETE FROM audit_seal")
    _seal(batch, NOW)
    AuditSeal.objects.bulk_create(AuditSeal(**row) for row in later)


class TestListRecords:
    @pytest.fixture(autouse=True)
    def _records(self) -> None:
        for subject, actor in [
            (f"account:{CITIZEN.account_id}", OFFICER),
            (f"person:{CITIZEN.person_id}", OFFICER),
            ("thing:1", CITIZEN),
            ("thing:2", OFFICER),
        ]:
            operations.record(
                event="tests.thing.happened", actor=actor, subject=subject, at=NOW, details={"n": 1}
            )

    def test_shows_everything_to_who_may_read_the_audit(self) -> None:
        found = queries.list_records(viewer=OFFICER)

        assert [record.subject for record in found[:2]] == ["thing:2", "thing:1"]
        assert len(found) == 4
        assert found[0].details == {"n": 1}
        assert found[0].methods == ("pwd", "sms")

    def test_shows_people_what_they_did_and_who_looked_at_their_data(self) -> None:
        found = queries.list_records(viewer=CITIZEN)

        assert {record.subject for record in found} == {
            f"account:{CITIZEN.account_id}",
            f"person:{CITIZEN.person_id}",
            "thing:1",
        }

    def test_shows_an_unproofed_account_its_own_records(self) -> None:
        viewer = dataclasses.replace(CITIZEN, person_id=None)

        assert len(queries.list_records(viewer=viewer)) == 2

    def test_shows_visitors_nothing(self) -> None:
        assert queries.list_records(viewer=visitor()) == []

    def test_goes_on_behind_a_record(self) -> None:
        first = queries.list_records(viewer=OFFICER, limit=3)
        rest = queries.list_records(viewer=OFFICER, before_id=first[-1].id)

        assert len(rest) == 1

    def test_narrows_by_subject_and_event(self) -> None:
        nobody = dataclasses.replace(OFFICER, identity=ActingIdentity(), account_id=uuid.uuid4())

        assert len(queries.list_records(viewer=OFFICER, subject="thing:2")) == 1
        assert queries.list_records(viewer=OFFICER, event="tests.thing.else") == []
        assert queries.list_records(viewer=nobody, subject="thing:1") == []

    def test_has_a_door_without_scope_for_the_platform(self) -> None:
        assert len(queries.list_records_unscoped(subject="thing:2")) == 1

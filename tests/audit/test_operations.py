import dataclasses
import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from shiming.audit import errors, operations
from shiming.audit.actions.seal_records import seal_records
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import system_actor
from tests import cast
from tests.factories.audit import NOW, OFFICER

NUMBER = cast.PROOFED_CITIZEN.number

pytestmark = pytest.mark.django_db


def _record(**changes: object) -> AuditRecord:
    values = {
        "event": "tests.thing.happened",
        "actor": OFFICER,
        "subject": "thing:1",
        "at": NOW,
        "details": {},
    } | changes
    operations.record(**values)  # type: ignore[arg-type]  # the test varies one at a time
    return AuditRecord.objects.latest("pk")


class TestRecord:
    def test_keeps_who_acted_as_whom_for_whom_and_from_where(self) -> None:
        record = _record(details={"b": 1, "a": "甲", "c": None, "d": True})

        assert record.account_id == OFFICER.account_id
        assert record.person_id == OFFICER.person_id
        assert record.session_id == OFFICER.session_id
        assert record.acting_kind == "office"
        assert record.organisation_id == OFFICER.identity.organisation_id
        assert record.legal_person_id == OFFICER.identity.legal_person_id
        assert (record.level, record.methods) == (30, "pwd sms")
        assert (record.purpose, record.case_number) == ("复核", "A-1")
        assert (record.address, record.device) == ("192.0.2.7", "Firefox")
        assert (record.subject, record.at) == ("thing:1", NOW)
        assert record.details == '{"a":"甲","b":1,"c":null,"d":true}'

    def test_keeps_what_the_platform_does_by_itself(self) -> None:
        record = _record(actor=system_actor(device="worker"))

        assert (record.account_id, record.acting_kind) == (None, "system")

    def test_goes_with_the_transaction_it_stands_in(self) -> None:
        with transaction.atomic():
            _record()
            transaction.set_rollback(True)

        assert not AuditRecord.objects.exists()

    @pytest.mark.parametrize(
        "changes",
        [
            {"details": {"reason": f"see {NUMBER}"}},
            {"subject": f"person:{NUMBER}"},
            {"actor": dataclasses.replace(OFFICER, purpose=f"for {NUMBER}")},
            {"actor": dataclasses.replace(OFFICER, case_number=NUMBER)},
        ],
        ids=["details", "subject", "purpose", "case number"],
    )
    def test_refuses_personal_data_that_nobody_masked(self, changes: dict[str, object]) -> None:
        with pytest.raises(errors.UnmaskedPersonalData) as caught:
            _record(**changes)

        assert NUMBER not in str(caught.value)
        assert not AuditRecord.objects.exists()

    def test_does_not_take_ids_for_personal_data(self) -> None:
        subject = f"thing:{uuid.UUID('0199a3b4-c5d6-7000-8000-a13812345678')}"

        assert _record(subject=subject).subject == subject

    def test_replaces_what_a_database_cannot_keep(self) -> None:
        actor = dataclasses.replace(OFFICER, device="a\0b\x1fc\udc80", purpose="x\ny")

        record = _record(actor=actor)

        assert (record.device, record.purpose) == ("a b c?", "x y")

    def test_cuts_long_devices(self) -> None:
        record = _record(actor=dataclasses.replace(OFFICER, device="x" * 5000))

        assert record.device == "x" * 200


class TestInsertStatement:
    @pytest.mark.postgresql
    def test_writes_the_same_record_without_the_orm(self) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("the statement is for psycopg")
        expected = _record(details={"n": 1})

        with connection.cursor() as cursor:
            cursor.execute(
                operations.insert_statement(),
                operations.insert_parameters(
                    event="tests.thing.happened",
                    actor=OFFICER,
                    subject="thing:1",
                    at=NOW,
                    details={"n": 1},
                ),
            )

        written = AuditRecord.objects.latest("pk")
        fields = [field.name for field in AuditRecord._meta.fields if field.name != "id"]
        assert [getattr(written, name) for name in fields] == [
            getattr(expected, name) for name in fields
        ]


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_record SET event = 'x'",
            "DELETE FROM audit_record",
            "UPDATE audit_seal SET digest = 'x'",
            "DELETE FROM audit_seal",
            "UPDATE audit_sealed_record SET record_id = 7",
            "DELETE FROM audit_sealed_record",
            "TRUNCATE audit_record",
            "TRUNCATE audit_seal",
            "TRUNCATE audit_sealed_record",
            "INSERT OR REPLACE INTO audit_sealed_record VALUES (1, 1, x'00')",
        ],
    )
    def test_no_row_is_changed_or_removed(self, statement: str) -> None:
        only = {"TRUNCATE": "postgresql", "INSERT": "sqlite"}.get(statement.split(maxsplit=1)[0])
        if only and connection.vendor != only:
            pytest.skip(f"a statement of {only}")
        _record()
        seal_records(now=NOW + dt.timedelta(minutes=1))

        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_no_record_is_changed_by_a_model(self) -> None:
        record = _record()

        with pytest.raises(IntegrityError), transaction.atomic():
            record.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            record.delete()

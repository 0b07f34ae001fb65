"""The columns are tried on the table of kept files, which has one, and on a table of the test."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import serializers
from django.db import connection, models
from django.db.models import F

from shiming.vault import fields, ports
from shiming.vault.errors import CannotDecrypt, EncryptedLookup, NoDataKey
from shiming.vault.models import DataKey
from shiming.vault.types import CipherProfile, VaultPolicy
from tests.vault.sample import Sample, sample_table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _table(db: None) -> Iterator[None]:
    with sample_table():
        yield


def _stored() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM tests_sample ORDER BY id")
        return bytes(cursor.fetchone()[0])


class TestEncryptedTextField:
    @pytest.mark.parametrize("text", ["甘小梅", "", "𠮷" * 500, "a\0b"])
    def test_keeps_a_text_that_the_database_does_not_see(self, text: str) -> None:
        Sample.objects.create(text=text)

        assert Sample.objects.get().text == text
        assert not text or text.encode() not in _stored()

    def test_keeps_null_apart_from_the_empty_text(self) -> None:
        Sample.objects.create(text="x", note=None)
        Sample.objects.create(text="x", note="")

        assert list(Sample.objects.order_by("pk").values_list("note", flat=True)) == [None, ""]
        assert Sample.objects.filter(note__isnull=True).count() == 1

    def test_works_in_bulk_and_in_updates(self) -> None:
        rows = Sample.objects.bulk_create(Sample(text=str(number)) for number in range(3))
        for row in rows:
            row.text += "!"
        Sample.objects.bulk_update(rows, ["text"])
        Sample.objects.filter(text__isnull=False).update(note="n")

        assert list(Sample.objects.order_by("pk").values_list("text", "note")) == [
            ("0!", "n"),
            ("1!", "n"),
            ("2!", "n"),
        ]

    @pytest.mark.parametrize(
        "search",
        [
            {"text": "x"},
            {"text__in": ["x"]},
            {"text__contains": "x"},
            {"text__gt": "x"},
            {"text": None},
            {"text__lower": "x"},
        ],
    )
    def test_cannot_be_searched(self, search: dict[str, Any]) -> None:
        with pytest.raises(EncryptedLookup, match="blind"):
            Sample.objects.filter(**search)

    def test_cannot_be_moved_to_another_column(self) -> None:
        Sample.objects.create(text="x", note="y")
        Sample.objects.update(note=F("text"))

        with pytest.raises(CannotDecrypt):
            Sample.objects.get()

    @pytest.mark.parametrize("position", [0, 1, 5, 12, -1])
    def test_notices_every_changed_byte(self, position: int) -> None:
        Sample.objects.create(text="x")
        changed = bytearray(_stored())
        changed[position] ^= 1
        with connection.cursor() as cursor:
            cursor.execute("UPDATE tests_sample SET text = %s", [bytes(changed)])

        with pytest.raises((CannotDecrypt, ValueError)):
            Sample.objects.get()

    def test_uses_sm4_with_keys_of_the_national_profile(self) -> None:
        DataKey.objects.update(profile=CipherProfile.NATIONAL)
        with ports.policy.replaced(VaultPolicy(profile=CipherProfile.NATIONAL)):
            Sample.objects.create(text="x")

            assert Sample.objects.get().text == "x"
            assert _stored()[1] == 2

    def test_refuses_to_write_without_a_key(self) -> None:
        DataKey.objects.all().delete()

        with pytest.raises(NoDataKey):
            Sample.objects.create(text="x")

    def test_is_not_written_into_fixtures(self) -> None:
        with pytest.raises(TypeError, match="encrypted"):
            serializers.serialize("json", [Sample(text="x")])

    def test_keeps_its_purpose_in_migrations(self) -> None:
        field = fields.EncryptedTextField(purpose="a.b.c", null=True)

        assert field.deconstruct()[3] == {"purpose": "a.b.c", "null": True}
        assert isinstance(field, models.TextField)


class TestEncryptedJSONField:
    @pytest.mark.parametrize("value", [{"a": ["甲", 1, None, True]}, [], "x", 0, False])
    def test_keeps_json(self, value: object) -> None:
        Sample.objects.create(text="x", data=value)

        assert Sample.objects.get().data == value

    def test_cannot_be_searched_by_key(self) -> None:
        with pytest.raises(EncryptedLookup):
            Sample.objects.filter(data__a=1)

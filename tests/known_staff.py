"""Everybody is known by personnel, unless a test says otherwise: decisions of two need that."""

import uuid
from collections.abc import Iterator

import pytest

from shiming.accounts import ports
from shiming.accounts.types import PersonnelRecord
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number


class EverybodyIsSomebody:
    """Knows each account by a document of its own, beside what the directory says of it."""

    def record_of(self, account_id: uuid.UUID) -> PersonnelRecord:
        # Models can be imported only once Django has been set up.
        from shiming.directory import queries as directory  # noqa: PLC0415  see above

        record = directory.StaffRecords().record_of(account_id)
        if record.number is not None:
            return record
        number = parse_document_number(DocumentType.OTHER, account_id.hex)
        return PersonnelRecord(number=number, mobile=record.mobile)


@pytest.fixture(autouse=True)
def _known_staff() -> Iterator[None]:
    with ports.personnel_records.replaced(EverybodyIsSomebody()):
        yield

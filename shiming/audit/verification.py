"""Recomputing the chain from the records as they stand now."""

import datetime as dt
import functools
from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q

from shiming.audit import chain
from shiming.audit.models import AuditRecord, AuditSeal, SealedRecord
from shiming.audit.types import (
    BreakKind,
    ChainBreak,
    ChainReport,
    DigestAlgorithm,
    SealHead,
)

# Position, record id, chain value, canonical form or None where the record is gone.
_Row = tuple[int, int, bytes, str | None]

_PAGE = 10_000
# No transaction lasts this long: what says it is older than that, and was not there when a seal
# was made, was put in afterwards.
LATEST_ARRIVAL = dt.timedelta(days=2)
_START = dt.datetime.min.replace(tzinfo=dt.UTC)


def verify_chain(*, expected_head: SealHead | None = None) -> ChainReport:
    """
    Recompute every seal from the records, and name the first one that is not what was sealed.

    Only somebody who has written down a head can tell that seals were cut off behind it: that is
    what `expected_head` is for.
    """
    rows = _RowStream()
    head: AuditSeal | None = None
    first_break: ChainBreak | None = None
    for seal in AuditSeal.objects.order_by("sequence").iterator():
        first_break = (
            _break_of_seal(seal, head)
            or _break_of_rows(seal, rows.take(seal.last_position), head)
            or _break_of_head(seal, expected_head)
        )
        if first_break:
            break
        head = seal
    if first_break is None:
        first_break = _break_behind(head, expected_head)
    unsealed, inserted_id = _unsealed(head)
    if first_break is None and inserted_id is not None:
        first_break = ChainBreak(
            kind=BreakKind.INSERTED, seal=None, position=None, record_id=inserted_id
        )
    return ChainReport(
        records=head.last_position if head else 0,
        seals=head.sequence if head else 0,
        unsealed=unsealed,
        head=SealHead(sequence=head.sequence, digest=head.digest) if head else None,
        first_break=first_break,
    )


class _RowStream:
    """Reads the sealed records in pages, and gives them out seal by seal."""

    def __init__(self) -> None:
        self._pages = self._read()
        self._page: list[_Row] = []

    def take(self, last_position: int) -> list[_Row]:
        """Return the rows up to `last_position` that were not taken yet."""
        taken: list[_Row] = []
        while True:
            if not self._page:
                self._page = next(self._pages, [])
                if not self._page:
                    return taken
            if self._page[-1][0] <= last_position:
                taken += self._page
                self._page = []
                continue
            cut = next(i for i, row in enumerate(self._page) if row[0] > last_position)
            taken += self._page[:cut]
            self._page = self._page[cut:]
            return taken

    def _read(self) -> Iterator[list[_Row]]:
        after = 0
        while page := _read_page(after):
            yield page
            after = page[-1][0]


def _read_page(after: int) -> list[_Row]:
    # A correlated subquery is one look into an index; for a join, PostgreSQL may read the table.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.position, s.record_id, s.digest,"  # noqa: S608  constants
            f" (SELECT {chain.canonical_form()} FROM audit_record r WHERE r.id = s.record_id)"
            " FROM audit_sealed_record s WHERE s.position > %s ORDER BY s.position LIMIT %s",
            [after, _PAGE],
        )
        page: list[_Row] = cursor.fetchall()
        return page


def _break_of_seal(seal: AuditSeal, before: AuditSeal | None) -> ChainBreak | None:
    """Return how the seal does not fit the one before it, or what it says of itself."""
    expected_sequence = before.sequence + 1 if before else 1
    if seal.sequence != expected_sequence:
        return ChainBreak(
            kind=BreakKind.MISSING,
            seal=expected_sequence,
            position=before.last_position + 1 if before else 1,
            record_id=None,
        )
    is_sound = (
        seal.first_position == (before.last_position + 1 if before else 1)
        and seal.count == seal.last_position - seal.first_position + 1
        and seal.previous_digest == (before.digest if before else "")
        and seal.algorithm in set(DigestAlgorithm)
        and seal.digest == _digest_of(seal)
    )
    return None if is_sound else _changed_seal(seal)


def _digest_of(seal: AuditSeal) -> str:
    return chain.seal_digest(
        algorithm=DigestAlgorithm(seal.algorithm),
        previous_digest=seal.previous_digest,
        sequence=seal.sequence,
        first_position=seal.first_position,
        last_position=seal.last_position,
        count=seal.count,
        records_digest=seal.records_digest,
        sealed_at=seal.sealed_at,
    )


def _changed_seal(seal: AuditSeal) -> ChainBreak:
    return ChainBreak(
        kind=BreakKind.SEAL_CHANGED,
        seal=seal.sequence,
        position=seal.first_position,
        record_id=None,
    )


def _break_of_rows(
    seal: AuditSeal, rows: list[_Row], before: AuditSeal | None
) -> ChainBreak | None:
    """Return the first record of the seal that is not what was sealed."""
    found = functools.partial(ChainBreak, seal=seal.sequence)
    digest = chain.digest_with(DigestAlgorithm(seal.algorithm))
    oldest = chain.instant_text(before.sealed_at - LATEST_ARRIVAL) if before else ""
    value = bytes.fromhex(seal.previous_digest)
    expected = seal.first_position
    for position, record_id, sealed_value, form in rows:
        if position != expected or form is None:
            missing_id = record_id if position == expected else None
            return found(kind=BreakKind.MISSING, position=expected, record_id=missing_id)
        value = digest(value + form.encode()).digest()
        if value != sealed_value:
            # A seal takes its records in the order of their ids.
            is_moved = any(row[1] < record_id for row in rows[position - seal.first_position :])
            kind = BreakKind.REORDERED if is_moved else BreakKind.CHANGED
            return found(kind=kind, position=position, record_id=record_id)
        if form < oldest:
            return found(kind=BreakKind.INSERTED, position=position, record_id=record_id)
        expected += 1
    if expected != seal.last_position + 1:
        return found(kind=BreakKind.TRUNCATED, position=expected, record_id=None)
    if value.hex() != seal.records_digest:
        return _changed_seal(seal)
    return None


def _break_of_head(seal: AuditSeal, expected: SealHead | None) -> ChainBreak | None:
    """Tell whether this is the seal that somebody wrote down otherwise."""
    if expected and seal.sequence == expected.sequence and seal.digest != expected.digest:
        return _changed_seal(seal)
    return None


def _break_behind(head: AuditSeal | None, expected: SealHead | None) -> ChainBreak | None:
    """Tell whether something is missing behind the last seal."""
    last_sequence, last_position = (head.sequence, head.last_position) if head else (0, 0)
    if expected and expected.sequence > last_sequence:
        return ChainBreak(
            kind=BreakKind.TRUNCATED,
            seal=last_sequence + 1,
            position=last_position + 1,
            record_id=None,
        )
    # One statement, so that a seal made at this moment is seen with its records or not at all.
    is_covered = AuditSeal.objects.filter(last_position__gte=OuterRef("position"))
    stray = SealedRecord.objects.filter(~Exists(is_covered), position__gt=last_position).order_by(
        "position"
    )
    if found := stray.first():
        return ChainBreak(
            kind=BreakKind.TRUNCATED,
            seal=last_sequence + 1,
            position=found.position,
            record_id=found.record_id,
        )
    return None


def _unsealed(head: AuditSeal | None) -> tuple[int, int | None]:
    """Return how many records wait for a seal, and which of them cannot have waited honestly."""
    oldest = head.sealed_at - LATEST_ARRIVAL if head else _START
    is_sealed = SealedRecord.objects.filter(record_id=OuterRef("pk"))
    found = AuditRecord.objects.filter(~Exists(is_sealed)).aggregate(
        count=Count("pk"), inserted_id=Min("pk", filter=Q(at__lt=oldest))
    )
    return found["count"], found["inserted_id"]

"""Use case: the platform closes the newest audit records and links them to the chain."""

import dataclasses
import datetime as dt

from django.db import IntegrityError, connection, transaction

from shiming.audit import chain, errors, ports
from shiming.audit.models import AuditSeal, SealedRecord

# A seal holds so many records at most; on SQLite, writers wait while it is written.
_WINDOW = 2000
# How long a transaction may take and still have its records sealed by the next ordinary run.
_LOOK_BACK = dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SealedRecords:
    """What was sealed; the head is for the log, which is kept elsewhere."""

    records: int
    seals: int
    head_sequence: int
    head_digest: str


def seal_records(*, now: dt.datetime, is_thorough: bool = False) -> SealedRecords:
    """
    Seal every record that no seal holds, in as many seals as it takes.

    An ordinary run looks back for records that committed late; a thorough one, to be made daily,
    looks at all. Nobody waits for it: it reads what is there, and writes rows of its own.

    :raises errors.SealedMeanwhile: if another sealer was quicker
    """
    after = 0 if is_thorough else _floor(now)
    records = seals = 0
    is_more = True
    while is_more and (window := _window(after)):
        if batch := [(record_id, form) for record_id, form in window if form is not None]:
            _seal(batch, now)
            records += len(batch)
            seals += 1
        after = window[-1][0]
        # What comes in while we work is for the next run, or there might be no end.
        is_more = len(window) == _WINDOW
    head = AuditSeal.objects.order_by("-sequence").first()
    return SealedRecords(
        records=records,
        seals=seals,
        head_sequence=head.sequence if head else 0,
        head_digest=head.digest if head else "",
    )


def _floor(now: dt.datetime) -> int:
    """Return the record behind which an ordinary run looks."""
    old = AuditSeal.objects.filter(sealed_at__lte=now - _LOOK_BACK).order_by("-sequence").first()
    if old is None:
        return 0
    last = SealedRecord.objects.filter(position=old.last_position).first()
    return last.record_id if last else 0


def _window(after: int) -> list[tuple[int, str | None]]:
    """Return the next records: their ids, and the canonical forms of those that no seal holds."""
    # A correlated subquery is one look into an index; for a join, PostgreSQL may read the table.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, CASE WHEN"  # noqa: S608  constants
            " (SELECT s.position FROM audit_sealed_record s WHERE s.record_id = r.id) IS NULL"
            f" THEN {chain.canonical_form()} END"
            " FROM audit_record r WHERE r.id > %s ORDER BY r.id LIMIT %s",
            [after, _WINDOW],
        )
        window: list[tuple[int, str | None]] = cursor.fetchall()
        return window


def _seal(batch: list[tuple[int, str]], now: dt.datetime) -> None:
    algorithm = ports.seal_policy().algorithm
    digest = chain.digest_with(algorithm)
    last = AuditSeal.objects.order_by("-sequence").first()
    first_position = last.last_position + 1 if last else 1
    previous_digest = last.digest if last else ""

    value = bytes.fromhex(previous_digest)
    places: list[int | bytes] = []
    for position, (record_id, form) in enumerate(batch, first_position):
        value = digest(value + form.encode()).digest()
        places += (position, record_id, value)

    seal = AuditSeal(
        sequence=last.sequence + 1 if last else 1,
        first_position=first_position,
        last_position=first_position + len(batch) - 1,
        count=len(batch),
        algorithm=algorithm,
        previous_digest=previous_digest,
        records_digest=value.hex(),
        sealed_at=now,
    )
    seal.digest = chain.seal_digest(
        algorithm=algorithm,
        previous_digest=previous_digest,
        sequence=seal.sequence,
        first_position=seal.first_position,
        last_position=seal.last_position,
        count=seal.count,
        records_digest=seal.records_digest,
        sealed_at=now,
    )
    try:
        with transaction.atomic(durable=True):
            # A compare-and-set by keys: whoever sealed meanwhile has taken this sequence number.
            seal.save(force_insert=True)
            _insert_places(places)
    except IntegrityError as error:
        raise errors.SealedMeanwhile(sequence=seal.sequence) from error


def _insert_places(places: list[int | bytes]) -> None:
    """Write the places of one batch; the ORM would take ten times as long as the digests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_sealed_record (position, record_id, digest) VALUES "  # noqa: S608  constants
            + ", ".join(["(%s, %s, %s)"] * (len(places) // 3)),
            places,
        )

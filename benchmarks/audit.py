"""
How fast the audit is sealed and verified: `python -m benchmarks.audit [--records N]`.

Works on a database of its own, on the server that SHIMING_DATABASE_URL names or on SQLite.
"""

import argparse
import datetime as dt
import os
import statistics
import time
import uuid

RECORDS = 200_000
MIN_RATE = 100_000
RUNS = 3
NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)


def main() -> int:
    """Print the figures and their bounds; return 1 where a bound is not met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS, help="how many records")
    options = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415  it needs the variable

    django.setup()
    from django.db import connection  # noqa: PLC0415  it needs the set-up

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        return measure(options.records)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def measure(count: int) -> int:
    """Write, seal and verify so many records with each digest."""
    from django.db import connection  # noqa: PLC0415  it needs the set-up

    from shiming.audit import ports, queries  # noqa: PLC0415  the same
    from shiming.audit.actions.seal_records import seal_records  # noqa: PLC0415  the same
    from shiming.audit.types import DigestAlgorithm, SealPolicy  # noqa: PLC0415  the same

    print(f"audit on {connection.vendor}, {count:,} records for each digest")
    is_met = True
    total = 0
    for algorithm in DigestAlgorithm:
        with ports.seal_policy.replaced(SealPolicy(algorithm=algorithm)):
            _write(count)
            total += count
            started = time.perf_counter()
            sealed = seal_records(now=NOW)
            print(f"  seal, {algorithm}: {sealed.records / (time.perf_counter() - started):,.0f}/s")
        rates = []
        for _ in range(RUNS):
            started = time.perf_counter()
            report = queries.verify_chain()
            rates.append(report.records / (time.perf_counter() - started))
            assert report.is_intact
            assert report.records == total
        rate = statistics.median(rates)
        is_met &= rate >= MIN_RATE
        print(f"  verify, up to here: {rate:,.0f}/s (bound: at least {MIN_RATE:,}/s)")
    return 0 if is_met else 1


def _write(count: int) -> None:
    from shiming.audit import operations  # noqa: PLC0415  it needs the set-up
    from shiming.audit.models import AuditRecord  # noqa: PLC0415  the same
    from shiming.kernel.actor import Actor  # noqa: PLC0415  the same

    actor = Actor(
        account_id=uuid.UUID(int=1),
        session_id=uuid.UUID(int=2),
        methods=("pwd", "sms"),
        address="192.0.2.7",
        device="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    )
    started = time.perf_counter()
    parameters = [
        operations.insert_parameters(
            event="benchmarks.record.written",
            actor=actor,
            subject=f"account:{uuid.UUID(int=number)}",
            at=NOW,
            details={"number": number, "reason": "对比"},
        )
        for number in range(count)
    ]
    each = (time.perf_counter() - started) / count
    print(f"  parameters of a record: {each * 1e6:.1f} µs")
    AuditRecord.objects.bulk_create(
        (
            AuditRecord(**dict(zip(operations.COLUMNS, values, strict=True)))
            for values in parameters
        ),
        batch_size=1000,
    )


if __name__ == "__main__":
    raise SystemExit(main())

"""`shiming audit verify` and `shiming audit seal`."""

import argparse

from config.cli.types import Subparsers


def add(subparsers: Subparsers) -> None:
    """Declare the subcommands."""
    group = subparsers.add_parser("audit", help="verify or seal the audit chain")
    commands = group.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify", help="recompute the chain and name the first broken record"
    )
    verify.add_argument(
        "--head", metavar="N:DIGEST", help="a head noted earlier: shows whether the tail was cut"
    )
    verify.set_defaults(run=run_verify)
    seal = commands.add_parser("seal", help="seal what has been written since the last seal")
    seal.set_defaults(run=run_seal)


def run_verify(arguments: argparse.Namespace) -> int:
    """Recompute the chain; print the head worth keeping elsewhere, or the first broken record."""
    import django

    django.setup()
    from shiming.audit import queries
    from shiming.audit.types import SealHead

    expected = None
    if arguments.head:
        sequence, _, digest = arguments.head.partition(":")
        if not (sequence.isdigit() and digest):
            print("--head is a number, a colon and a digest")
            return 2
        expected = SealHead(sequence=int(sequence), digest=digest)
    report = queries.verify_chain(expected_head=expected)
    print(f"{report.records} records in {report.seals} seals, {report.unsealed} not sealed yet")
    if report.head is not None:
        print(f"head: {report.head.sequence}:{report.head.digest}")
    if report.first_break is None:
        print("intact")
        return 0
    broken = report.first_break
    print(
        f"BROKEN: {broken.kind.value}, record {broken.record_id},"
        f" position {broken.position}, seal {broken.seal}"
    )
    return 1


def run_seal(_arguments: argparse.Namespace) -> int:
    """Seal every record that no seal holds."""
    import django

    django.setup()
    from shiming.audit.actions.seal_records import seal_records
    from shiming.kernel import clock

    sealed = seal_records(now=clock.now(), is_thorough=True)
    print(f"sealed {sealed.records} records; head: {sealed.head_sequence}:{sealed.head_digest}")
    return 0

"""
Password sign-ins a second, and how much of their CPU is not the password's hash.

`python -m benchmarks.sign_in [--sign-ins N]`: the use case itself on a database of its own, one
thread, CPU of this process (QUALITY.md: at most 15 % of the whole outside Argon2id).
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable

SIGN_INS = 60
RUNS = 3
BOUND = 0.15
PASSWORD = "Walk-the-walk-7"  # noqa: S105  opens an account of this benchmark alone


def main() -> int:
    """Print the figures beside the bound; return 1 if it was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sign-ins", type=int, default=SIGN_INS, help="how many for each run")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415  it needs the variable

    django.setup()
    from django.db import connection  # noqa: PLC0415  it needs the set-up

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        return _measure(connection.vendor, options.sign_ins)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _measure(vendor: str, count: int) -> int:
    from django.contrib.auth.hashers import check_password, make_password  # noqa: PLC0415

    hashed = make_password(PASSWORD)
    sign_in = _sign_in()
    sign_in()
    whole, hashing = [], []
    for _ in range(RUNS):
        whole.append(_cpu(sign_in, count))
        hashing.append(_cpu(lambda: check_password(PASSWORD, hashed), count))
    each, hash_alone = statistics.median(whole), statistics.median(hashing)
    share = 1 - hash_alone / each
    print(f"{vendor}: {1 / each:.1f} sign-ins per CPU second, {each * 1000:.1f} ms each")
    print(
        f"  Argon2id alone {hash_alone * 1000:.1f} ms; outside it {share:.1%} (bound {BOUND:.0%})"
    )
    return 0 if share <= BOUND else 1


def _cpu(work: Callable[[], object], count: int) -> float:
    start = time.process_time()
    for _ in range(count):
        work()
    return (time.process_time() - start) / count


def _sign_in() -> Callable[[], object]:
    from shiming.accounts import ports  # noqa: PLC0415
    from shiming.accounts.actions.open_staff_account import open_staff_account  # noqa: PLC0415
    from shiming.accounts.actions.recovery.choose_password import choose_password  # noqa: PLC0415
    from shiming.accounts.actions.sign_in_with_password import (  # noqa: PLC0415
        sign_in_with_password,
    )
    from shiming.accounts.types import AccountPolicy, HumanAnswer, Visit  # noqa: PLC0415
    from shiming.kernel import clock  # noqa: PLC0415
    from shiming.kernel.actor import system_actor  # noqa: PLC0415

    # The proof of work is the visitor's cost; what the server adds to it is not measured here.
    ports.policy.fill(AccountPolicy(checked_forms=frozenset()))
    opened = open_staff_account(
        user_name="benchmark", actor=system_actor(device="benchmark"), now=clock.now()
    )
    visit = Visit(token="benchmark", address="192.0.2.1", device="benchmark")  # noqa: S106
    choose_password(
        typed_code=opened.code,
        password=PASSWORD,
        document=None,
        account_id=None,
        visit=visit,
        now=clock.now(),
    )

    def sign_in() -> object:
        return sign_in_with_password(
            identifier="benchmark",
            password=PASSWORD,
            human=HumanAnswer(),
            visit=visit,
            replaces=None,
            now=clock.now(),
        )

    return sign_in


if __name__ == "__main__":
    raise SystemExit(main())

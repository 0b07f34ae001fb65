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

from benchmarks import cores

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
    from django.conf import settings  # noqa: PLC0415  it needs the variable
    from django.db import connection  # noqa: PLC0415  it needs the set-up

    from config import settings as product  # noqa: PLC0415  it needs the variable

    # Tests hash at a fraction of the cost; this is about the cost.
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    cores.pin()
    cores.pin_database()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        return _measure(connection.vendor, options.sign_ins)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _measure(vendor: str, count: int) -> int:
    from django.contrib.auth.hashers import check_password, make_password  # noqa: PLC0415

    hashed = make_password(PASSWORD)
    sign_in, leave = _sign_in()
    sign_in()
    whole, hashing = [], []
    for _ in range(RUNS * count):
        # In turn, so that whatever else runs here slows both alike.
        whole.append(_cpu(sign_in))
        hashing.append(_cpu(lambda: check_password(PASSWORD, hashed)))
        leave()
    each, hash_alone = statistics.median(whole), statistics.median(hashing)
    share = 1 - hash_alone / each
    print(f"{vendor}: {1 / each:.1f} sign-ins per CPU second, {each * 1000:.1f} ms each")
    print(
        f"  Argon2id alone {hash_alone * 1000:.1f} ms; outside it {share:.1%} (bound {BOUND:.0%})"
    )
    return 0 if share <= BOUND else 1


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _sign_in() -> tuple[Callable[[], object], Callable[[], object]]:
    """Return a sign-in, and what its owner does before the next one: leave."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from shiming.accounts import ports  # noqa: PLC0415
    from shiming.accounts.actions.sign_in_with_password import (  # noqa: PLC0415
        sign_in_with_password,
    )
    from shiming.accounts.models import Account, Session  # noqa: PLC0415
    from shiming.accounts.types import AccountPolicy, HumanAnswer, Visit  # noqa: PLC0415
    from shiming.kernel import clock  # noqa: PLC0415

    # The proof of work is the visitor's cost; what the server adds to it is not measured here.
    ports.policy.fill(AccountPolicy(checked_forms=frozenset()))
    Account.objects.create(
        user_name="benchmark",
        user_name_key="benchmark",
        password=make_password(PASSWORD),
        created_at=clock.now(),
    )
    visit = Visit(
        token="benchmark",  # noqa: S106  the name of a browser
        address="192.0.2.1",
        device="benchmark",
        host="localhost",
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

    def leave() -> object:
        now = clock.now()
        return Session.objects.filter(ended_at__isnull=True).update(
            ended_at=now, end_reason="signed_out", absolute_until=now
        )

    return sign_in, leave


if __name__ == "__main__":
    raise SystemExit(main())

"""
How long a wrong password takes for a known name, and any password for an unknown one.

Samples of the use case are interleaved in random order and measured on the wall, as an attacker
would, without the page and the network, which only blur them. The hash is made cheaper than in
production (2 MiB, one pass), which makes the rest of the work *more* visible. Two questions are
put to the samples:

- Mann–Whitney's test: is one kind slower than the other more often than chance would have it?
- How far are the medians apart? A difference that is real and far below what a network hides does
  no harm, and a busy machine may show one: up to `BOUND` passes whatever the first test says.
"""

import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from unittest import mock

import pytest

from shiming.accounts import errors, hashers
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.operations import passwords
from shiming.accounts.types import HumanAnswer, limits_of
from tests.factories.accounts import NOW, PASSWORD, make_account, make_visit

SAMPLES = 200
WARM_UP = 10
ALPHA = 0.001
BOUND = 0.000_25  # seconds: 1 % of a sign-in at production's cost

pytestmark = pytest.mark.django_db


def p_of_mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the two-sided probability that samples of one kind lie apart this far by chance."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, kind) in enumerate(ranked, start=1) if kind == 0)
    size = len(one) * len(other)
    u = ranks - len(one) * (len(one) + 1) / 2
    spread = math.sqrt(size * (len(one) + len(other) + 1) / 12)
    return math.erfc(abs(u - size / 2) / spread / math.sqrt(2))


def measure(tries: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    order = [name for name in tries for _ in range(SAMPLES)]
    random.Random(7).shuffle(order)
    for name in list(tries) * WARM_UP:
        tries[name]()
    taken: dict[str, list[float]] = {name: [] for name in tries}
    for name in order:
        start = time.perf_counter()
        tries[name]()
        taken[name].append(time.perf_counter() - start)
    return taken


def assert_indistinguishable(taken: dict[str, list[float]]) -> None:
    for name, samples in taken.items():
        deciles = [f"{value * 1000:.2f}" for value in statistics.quantiles(samples, n=10)]
        print(  # noqa: T201  who runs it wants to see both
            f"{name}: {len(samples)} samples, deciles in ms: {' '.join(deciles)}"
        )
    one, other = taken.values()
    p = p_of_mann_whitney(one, other)
    apart = abs(statistics.median(one) - statistics.median(other))
    print(  # noqa: T201  the same
        f"medians {apart * 1000:.3f} ms apart (bound {BOUND * 1000:.2f} ms);"
        f" Mann-Whitney p = {p:.3g} (alpha {ALPHA})"
    )
    assert p > ALPHA or apart <= BOUND


@pytest.fixture(autouse=True)
def _cheap(change_policy: Callable[..., None]) -> object:
    change_policy(limits=limits_of(tries=10**6, tries_per_address=10**6))
    passwords._nobodys_hash.cache_clear()
    with (
        mock.patch.object(hashers.PasswordHasher, "memory_cost", 2 * 1024),
        mock.patch.object(hashers.PasswordHasher, "time_cost", 1),
    ):
        yield
    passwords._nobodys_hash.cache_clear()


def test_tells_distributions_apart_that_are() -> None:
    """The measure itself: a millisecond more for known names would be seen."""
    noise = random.Random(1)
    one = [0.004 + noise.gauss(0, 0.0005) for _ in range(SAMPLES)]
    other = [0.005 + noise.gauss(0, 0.0005) for _ in range(SAMPLES)]

    assert_indistinguishable({"one": one, "the same": list(reversed(one))})
    with pytest.raises(AssertionError):
        assert_indistinguishable({"one": one, "other": other})


def test_unknown_name_and_wrong_password_take_equally_long_in_the_use_case() -> None:
    make_account(user_name="tulpenfreund", password=PASSWORD)
    visit = make_visit()

    def attempt(identifier: str) -> None:
        with pytest.raises(errors.BadCredentials):
            sign_in_with_password(
                identifier=identifier,
                password="Falsch-7-Falsch",
                human=HumanAnswer(),
                visit=visit,
                replaces=None,
                now=NOW,
            )

    assert_indistinguishable(
        measure(
            {
                "wrong password": lambda: attempt("tulpenfreund"),
                "unknown account": lambda: attempt("niemand_hier"),
            }
        )
    )

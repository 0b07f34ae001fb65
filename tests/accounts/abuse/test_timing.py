"""
How long a wrong password takes for a known name, and any password for an unknown one.

Samples are taken in pairs, one of each kind in random order: of the use case on the wall, as an
attacker would, waiting included; of the whole page over HTTP in time of this thread's processor, so
that neighbours on a busy machine do not matter. The hash is cheaper than in production, which makes
the rest of the work *more* visible. Two questions are put to the differences within the pairs:

- Wilcoxon's test: is one kind slower than the other more often than chance would have it?
- How far apart are they, by the median? A difference that is real and far below what a network
  hides does no harm, and a busy machine may show one: up to `BOUND` passes whatever the first
  test says.

What is found once may be the machine's doing: it counts if a fresh sample shows it too.
"""

import logging
import math
import random
import statistics
import time
from collections.abc import Callable, Sequence
from unittest import mock

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from shiming.accounts import errors, operations
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.operations import passwords
from shiming.accounts.types import HumanAnswer, limits_of
from shiming.kernel import clock
from tests.cheap_hasher import CheapHasher
from tests.factories.accounts import NOW, PASSWORD, make_account, make_visit

SAMPLES = 200
WARM_UP = 10
ALPHA = 0.001
BOUND = 0.000_25  # seconds: 1 % of a sign-in at production's cost

pytestmark = pytest.mark.django_db


Samples = dict[str, list[float]]


def p_of_wilcoxon(differences: Sequence[float]) -> float:
    """Return the two-sided probability that differences within pairs lie so by chance."""
    sizes = [one for one in sorted(differences, key=abs) if one]
    ranks = sum(rank for rank, one in enumerate(sizes, start=1) if one > 0)
    count = len(sizes)
    expected = count * (count + 1) / 4
    spread = math.sqrt(count * (count + 1) * (2 * count + 1) / 24)
    return math.erfc(abs(ranks - expected) / spread / math.sqrt(2)) if spread else 1.0


def measure(
    tries: dict[str, Callable[[], object]],
    *,
    samples: int = SAMPLES,
    watch: Callable[[], float] = time.thread_time,
) -> Samples:
    chance = random.Random(7)
    for name in list(tries) * WARM_UP:
        tries[name]()
    taken: Samples = {name: [] for name in tries}
    for _ in range(samples):
        for name in chance.sample(list(tries), k=len(tries)):
            start = watch()
            tries[name]()
            taken[name].append(watch() - start)
    return taken


def is_indistinguishable(taken: Samples) -> bool:
    for name, samples in taken.items():
        deciles = [f"{value * 1000:.2f}" for value in statistics.quantiles(samples, n=10)]
        print(  # noqa: T201  who runs it wants to see both
            f"{name}: {len(samples)} samples, deciles in ms: {' '.join(deciles)}"
        )
    one, other = taken.values()
    differences = [first - second for first, second in zip(one, other, strict=True)]
    p = p_of_wilcoxon(differences)
    apart = abs(statistics.median(differences))
    print(  # noqa: T201  the same
        f"{apart * 1000:.3f} ms apart (bound {BOUND * 1000:.2f} ms);"
        f" Wilcoxon p = {p:.3g} (alpha {ALPHA})"
    )
    return p > ALPHA or apart <= BOUND


def assert_indistinguishable(sample: Callable[[], Samples]) -> None:
    assert is_indistinguishable(sample()) or is_indistinguishable(sample())


@pytest.fixture(autouse=True)
def _cheap(change_policy: Callable[..., None]) -> object:
    change_policy(limits=limits_of(tries=10**6, tries_per_address=10**6))
    passwords._nobodys_hash.cache_clear()
    with (
        mock.patch.object(CheapHasher, "memory_cost", 2 * 1024),
        mock.patch.object(CheapHasher, "time_cost", 1),
    ):
        yield
    passwords._nobodys_hash.cache_clear()


def test_tells_distributions_apart_that_are() -> None:
    """The measure itself: a millisecond more for known names would be seen."""
    noise = random.Random(1)
    one = [0.004 + noise.gauss(0, 0.0005) for _ in range(SAMPLES)]
    other = [0.005 + noise.gauss(0, 0.0005) for _ in range(SAMPLES)]

    assert_indistinguishable(lambda: {"one": one, "the same": list(reversed(one))})
    with pytest.raises(AssertionError):
        assert_indistinguishable(lambda: {"one": one, "other": other})


def test_takes_a_second_sample_before_it_says_so() -> None:
    """A neighbour's work during the first one is no finding."""
    slow = {"one": [0.004] * SAMPLES, "other": [0.005] * SAMPLES}
    samples = iter([slow, {"one": [0.004] * SAMPLES, "other": [0.004] * SAMPLES}])

    assert_indistinguishable(lambda: next(samples))

    assert not list(samples)


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

    tries: dict[str, Callable[[], object]] = {
        "wrong password": lambda: attempt("tulpenfreund"),
        "unknown account": lambda: attempt("niemand_hier"),
    }
    assert_indistinguishable(lambda: measure(tries, watch=time.perf_counter))


class TestPage:
    """The same over HTTP: everything between the request and the last byte of the answer."""

    @pytest.fixture
    def tries(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], object]]:
        make_account(user_name="tulpenfreund", password=PASSWORD, now=clock.now())
        browser = Client()
        # Lines of the log cost as much as the page itself, and the same for both.
        monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)

        def attempt(identifier: str) -> None:
            answer = browser.post(
                "/sign-in/", {"identifier": identifier, "password": "Falsch-7-Falsch"}
            )
            assert answer.status_code == 422

        return {
            "wrong password": lambda: attempt("tulpenfreund"),
            "unknown account": lambda: attempt("niemand_hier"),
        }

    def test_takes_equally_long_for_unknown_accounts_and_wrong_passwords(
        self, tries: dict[str, Callable[[], object]]
    ) -> None:
        assert_indistinguishable(lambda: measure(tries))

    def test_would_be_found_out_if_nothing_were_hashed_for_unknown_accounts(
        self, tries: dict[str, Callable[[], object]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def without_dummy(typed: str, *, encoded: str) -> bool:
            return bool(encoded) and check_password(typed, encoded)

        monkeypatch.setattr(operations, "is_password", without_dummy)

        with pytest.raises(AssertionError):
            assert_indistinguishable(lambda: measure(tries, samples=60))

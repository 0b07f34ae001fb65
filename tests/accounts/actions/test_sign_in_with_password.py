import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from unittest import mock

import pytest
from django.contrib.auth import hashers
from django.db import connection, connections

from shiming.accounts import errors
from shiming.accounts.actions.sign_in_with_password import sign_in_with_password
from shiming.accounts.models import Account, GuessCounter, Session
from shiming.accounts.operations import passwords as module
from shiming.accounts.types import (
    AccountEvent,
    AccountState,
    CheckedForm,
    CounterScope,
    HumanAnswer,
    SessionEnd,
    SessionId,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.errors import DomainError
from shiming.messages.models import OutboxMessage
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    make_account,
    make_agreement,
    make_visit,
    start_session,
)

MINUTE = dt.timedelta(minutes=1)


def sign_in(
    identifier: str = "tulpenfreund",
    password: str = PASSWORD,
    *,
    visit: Visit | None = None,
    replaces: SessionId | None = None,
    now: dt.datetime = NOW,
) -> StartedSession:
    outcome = sign_in_with_password(
        identifier=identifier,
        password=password,
        human=HumanAnswer(),
        visit=visit or make_visit(),
        replaces=replaces,
        now=now,
    )
    assert isinstance(outcome, StartedSession)
    return outcome


@pytest.fixture
def account() -> Account:
    return make_account(user_name="tulpenfreund", mobile=PROOFED_CITIZEN.mobile, password=PASSWORD)


@pytest.mark.django_db
class TestSignInWithPassword:
    def test_starts_a_session(self, account: Account) -> None:
        started = sign_in()

        session = Session.objects.get(public_id=started.session_id)
        assert session.account == account
        assert session.methods == ["pwd"]
        assert session.factors == {"pwd": NOW.isoformat()}
        assert AuditRecord.objects.filter(event=AccountEvent.SIGNED_IN).count() == 1

    @pytest.mark.parametrize(
        "identifier",
        ["TulpenFreund", PROOFED_CITIZEN.mobile, f"+86 {PROOFED_CITIZEN.mobile}"],
    )
    def test_knows_the_account_by_user_name_and_by_mobile(
        self, account: Account, identifier: str
    ) -> None:
        assert sign_in(identifier).account_id == account.pk

    @pytest.mark.requirement("S02-2", "S15-3")
    def test_refuses_unknown_names_and_wrong_passwords_alike(self, account: Account) -> None:
        refusals = []
        for identifier, password in (("tulpenfreund", "Falsch-7-Falsch"), ("niemand", PASSWORD)):
            with pytest.raises(errors.BadCredentials) as refusal:
                sign_in(identifier, password)
            refusals.append((refusal.value.code, refusal.value.context))

        assert refusals[0] == refusals[1]
        assert not Session.objects.exists()
        failed = AuditRecord.objects.filter(event=AccountEvent.SIGN_IN_FAILED)
        assert failed.count() == 2
        assert not OutboxMessage.objects.exists()

    def test_does_the_same_work_for_unknown_names(self, account: Account) -> None:
        hashed: list[str] = []
        original = hashers.check_password

        def counting(password: str, encoded: str) -> bool:
            hashed.append(encoded[:40])
            return original(password, encoded)

        # Not the outcome is faked here, the calls are counted: time itself must not be asserted.
        with mock.patch.object(module, "check_password", counting):
            for identifier in ("tulpenfreund", "niemand"):
                with pytest.raises(errors.BadCredentials):
                    sign_in(identifier, "Falsch-7-Falsch")

        assert len(hashed) == 2
        assert hashed[0].rpartition("$")[0] == hashed[1].rpartition("$")[0]

    def test_refuses_accounts_without_a_password(self) -> None:
        make_account(user_name="ohne_passwort")

        with pytest.raises(errors.BadCredentials):
            sign_in("ohne_passwort", "")

    @pytest.mark.parametrize("password", ["x" * 1_048_576, "Tulpen\x00"])
    def test_refuses_absurd_passwords_without_hashing_them(
        self, account: Account, password: str
    ) -> None:
        with pytest.raises(errors.BadCredentials):
            sign_in(password=password)
        assert not Session.objects.exists()

    @pytest.mark.parametrize("identifier", ["", "\x00", "x" * 100_000])
    def test_bears_absurd_names(self, account: Account, identifier: str) -> None:
        with pytest.raises(errors.BadCredentials):
            sign_in(identifier)

    def test_locks_after_five_wrong_passwords_even_for_the_right_one(
        self, account: Account
    ) -> None:
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                sign_in(password="Falsch-7-Falsch")

        with pytest.raises(errors.SignInLocked) as refusal:
            sign_in(PROOFED_CITIZEN.mobile)
        assert refusal.value.context["minutes"] == 30
        assert not Session.objects.exists()
        sign_in(now=NOW + 30 * MINUTE)

    def test_locks_unknown_names_alike(self) -> None:
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                sign_in("niemand")

        with pytest.raises(errors.SignInLocked) as refusal:
            sign_in("Niemand")
        assert refusal.value.context["minutes"] == 30

    @pytest.mark.parametrize("is_registered", [True, False])
    def test_counts_every_spelling_of_a_number_as_one_whether_or_not_it_has_an_account(
        self, *, is_registered: bool
    ) -> None:
        """Otherwise a second spelling would be locked along with the first for accounts alone."""
        if is_registered:
            make_account(mobile=PROOFED_CITIZEN.mobile, password=PASSWORD)
        for _ in range(5):
            with pytest.raises(errors.BadCredentials):
                sign_in(PROOFED_CITIZEN.mobile, "Falsch-7-Falsch")

        with pytest.raises(errors.SignInLocked):
            sign_in(f"+86 {PROOFED_CITIZEN.mobile}", "Falsch-7-Falsch")

    def test_locks_an_address_that_tries_many_accounts(self) -> None:
        for number in range(50):
            with pytest.raises(errors.BadCredentials):
                sign_in(f"niemand{number}")

        with pytest.raises(errors.SignInLocked):
            sign_in("jemand_anders")
        with pytest.raises(errors.BadCredentials):
            sign_in("jemand_anders", visit=make_visit(address="198.51.100.7"))

    def test_forgets_wrong_tries_after_a_right_one(self, account: Account) -> None:
        for _ in range(4):
            with pytest.raises(errors.BadCredentials):
                sign_in(password="Falsch-7-Falsch")
        sign_in()

        for _ in range(4):
            with pytest.raises(errors.BadCredentials):
                sign_in(password="Falsch-7-Falsch")
        sign_in()

    def test_does_not_clean_an_address_by_signing_in_to_an_own_account(
        self, account: Account
    ) -> None:
        for number in range(3):
            with pytest.raises(errors.BadCredentials):
                sign_in(f"niemand{number}")
        sign_in()

        counter = GuessCounter.objects.get(scope=CounterScope.PASSWORD_ADDRESS)
        assert counter.count == 3

    def test_tells_of_a_frozen_account_only_with_the_right_password(self, account: Account) -> None:
        Account.objects.filter(pk=account.pk).update(state=AccountState.FROZEN)

        with pytest.raises(errors.BadCredentials):
            sign_in(password="Falsch-7-Falsch")
        with pytest.raises(errors.AccountFrozen):
            sign_in()
        assert not Session.objects.exists()

    def test_refuses_a_closed_account(self, account: Account) -> None:
        Account.objects.filter(pk=account.pk).update(state=AccountState.CLOSED)

        with pytest.raises(errors.BadCredentials):
            sign_in()

    @pytest.mark.requirement("S15-3")
    def test_refuses_robots_before_it_looks_at_anything(
        self, account: Account, change_policy: Callable[..., None]
    ) -> None:
        change_policy(checked_forms=frozenset(CheckedForm))

        with pytest.raises(errors.HumanCheckFailed):
            sign_in()
        assert not GuessCounter.objects.exists()
        assert not Session.objects.exists()

    def test_ends_the_session_that_the_browser_had(self, account: Account) -> None:
        before = start_session(account)

        started = sign_in(replaces=before.session_id)

        old = Session.objects.get(public_id=before.session_id)
        assert (old.ended_at, old.end_reason) == (NOW, SessionEnd.REPLACED)
        assert started.cookie_value != before.cookie_value

    def test_stores_the_password_anew_when_the_cost_has_changed(self, account: Account) -> None:
        usual = hashers.get_hasher()
        with mock.patch.object(type(usual), "time_cost", 3):
            Account.objects.filter(pk=account.pk).update(password=hashers.make_password(PASSWORD))

        sign_in()

        assert f"t={usual.time_cost}," in Account.objects.get().password  # type: ignore[attr-defined]  # of Argon2

    def test_reports_a_new_device_but_not_the_first_one(self, account: Account) -> None:
        home = make_visit()

        sign_in(visit=home)
        sign_in(visit=home)
        assert not OutboxMessage.objects.exists()

        sign_in(visit=make_visit(device="Mozilla/5.0 (iPhone) Safari/605"))
        message = OutboxMessage.objects.get()
        assert message.template == "accounts/new_device"
        assert "Safari · iPhone" in message.content["body"]

    def test_asks_for_an_agreement_that_came_into_force_since(self, account: Account) -> None:
        make_agreement(version="2.0", published_at=NOW - MINUTE)

        assert sign_in().must_accept_agreement


@pytest.mark.django_db(transaction=True)
class TestParallelGuessing:
    def test_never_lets_more_than_the_limit_through(self) -> None:
        make_agreement()
        account = make_account(user_name="tulpenfreund", password=PASSWORD)
        checked: list[int] = []
        original = hashers.check_password
        barrier = threading.Barrier(10)

        def counting(password: str, encoded: str) -> bool:
            checked.append(1)
            return original(password, encoded)

        def guess(number: int) -> str:
            if number < 10:
                barrier.wait(timeout=30)
            try:
                sign_in(password=f"Falsch-{number}-Falsch")
            except DomainError as refusal:
                return refusal.code
            finally:
                connections.close_all()
            return "in"

        with (
            mock.patch.object(module, "check_password", counting),
            ThreadPoolExecutor(max_workers=10) as pool,
        ):
            outcomes = list(pool.map(guess, range(50)))

        assert outcomes.count(errors.BadCredentials.code) == 5
        assert outcomes.count(errors.SignInLocked.code) == 45
        assert len(checked) == 5
        counter = GuessCounter.objects.get(scope=CounterScope.PASSWORD_ACCOUNT)
        assert counter.subject == str(account.pk)
        assert counter.lock_count == 1
        assert connection.vendor in {"sqlite", "postgresql"}

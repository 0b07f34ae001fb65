import datetime as dt

import pytest
from django.contrib.auth.hashers import check_password

from shiming.accounts import errors, queries
from shiming.accounts.actions.change_password import change_password
from shiming.accounts.actions.reauthenticate import reauthenticate
from shiming.accounts.actions.resume_session import resume_session
from shiming.accounts.actions.show_own_facts import show_own_facts
from shiming.accounts.models import Account, Portal, Session
from shiming.accounts.types import (
    STRICT_SAMR_PROFILE,
    AccountEvent,
    AccountId,
    Factor,
    FactorAnswer,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from tests.accounts.actions.recovery.conftest import number_of, told
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    make_account_of,
    make_actor,
    make_visit,
    start_session,
)

NEW = "Kranich-4-Moorhuhn"
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, password=PASSWORD, is_attached=True)


@pytest.fixture
def actor(account: Account) -> Actor:
    return make_actor(account)


class TestChangePassword:
    @pytest.mark.requirement("S02-11")
    def test_replaces_the_password(self, account: Account, actor: Actor) -> None:
        change_password(old=PASSWORD, new=NEW, actor=actor, now=NOW + MINUTE)

        account.refresh_from_db()
        assert check_password(NEW, account.password)
        assert account.password_changed_at == NOW + MINUTE
        assert AuditRecord.objects.filter(event=AccountEvent.PASSWORD_CHANGED).count() == 1

    def test_holds_to_the_rule_of_the_portal(self, account: Account, actor: Actor) -> None:
        Portal.objects.create(
            code="strict",
            host="strict.example",
            name="市场监管",
            password_profile=STRICT_SAMR_PROFILE.name,
        )

        with pytest.raises(errors.PasswordLacksClasses):
            change_password(
                old=PASSWORD, new="kranich-4-moorhuhn", actor=actor, host="strict.example", now=NOW
            )
        change_password(old=PASSWORD, new="kranich-4-moorhuhn", actor=actor, now=NOW)

    def test_tells_the_owner(self, account: Account, actor: Actor) -> None:
        change_password(old=PASSWORD, new=NEW, actor=actor, now=NOW)

        assert told("password_chosen") == {number_of(PROOFED_CITIZEN.mobile)}

    def test_ends_the_other_sessions(self, account: Account, actor: Actor) -> None:
        start_session(account)
        start_session(account)

        assert change_password(old=PASSWORD, new=NEW, actor=actor, now=NOW) == 2
        live = queries.list_sessions(AccountId(account.pk), now=NOW)
        assert [session.id for session in live] == [actor.session_id]
        assert Session.objects.get(ended_at__isnull=True).rotation_due

    def test_refuses_a_wrong_old_password(self, account: Account, actor: Actor) -> None:
        start_session(account)

        with pytest.raises(errors.OldPasswordWrong):
            change_password(old="Falsch-7-Falsch", new=NEW, actor=actor, now=NOW)
        account.refresh_from_db()
        assert check_password(PASSWORD, account.password)
        assert len(queries.list_sessions(AccountId(account.pk), now=NOW)) == 2

    def test_locks_guessing_at_the_old_password(self, account: Account, actor: Actor) -> None:
        for _ in range(5):
            with pytest.raises(errors.OldPasswordWrong):
                change_password(old="Falsch-7-Falsch", new=NEW, actor=actor, now=NOW)

        with pytest.raises(errors.SignInLocked):
            change_password(old=PASSWORD, new=NEW, actor=actor, now=NOW)

    @pytest.mark.parametrize(
        ("new", "refusal"),
        [
            ("kurz", errors.PasswordTooShort),
            (PASSWORD, errors.PasswordUnchanged),
            (f"Xq-{PROOFED_CITIZEN.number[-6:]}-rest", errors.PasswordIsPersonal),
        ],
    )
    def test_refuses_a_new_password_that_will_not_do(
        self, account: Account, actor: Actor, new: str, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            change_password(old=PASSWORD, new=new, actor=actor, now=NOW)
        account.refresh_from_db()
        assert check_password(PASSWORD, account.password)

    def test_refuses_visitors(self) -> None:
        with pytest.raises(errors.SignInRequired):
            change_password(old=PASSWORD, new=NEW, actor=visitor(), now=NOW)


class TestReauthenticate:
    def test_notes_the_factor_in_the_session(self, account: Account) -> None:
        started = start_session(account, method="sms")
        session = queries.find_live_session(cookie_value=started.cookie_value, now=NOW)
        assert session is not None

        reauthenticate(
            answer=FactorAnswer(factor=Factor.PASSWORD, text=PASSWORD),
            visit=make_visit(),
            actor=queries.actor_of_session(session),
            now=NOW + 10 * MINUTE,
        )

        resumed = resume_session(
            cookie_value=started.cookie_value,
            address="",
            may_rotate=False,
            now=NOW + 10 * MINUTE,
        )
        assert resumed is not None
        assert resumed.actor.factors["pwd"] == NOW + 10 * MINUTE

    def test_refuses_a_wrong_password(self, actor: Actor) -> None:
        with pytest.raises(errors.OldPasswordWrong):
            reauthenticate(
                answer=FactorAnswer(factor=Factor.PASSWORD, text="Falsch-7-Falsch"),
                visit=make_visit(),
                actor=actor,
                now=NOW,
            )
        assert not AuditRecord.objects.filter(event=AccountEvent.REAUTHENTICATED).exists()


class TestShowOwnFacts:
    def test_shows_them_and_records_it(self, actor: Actor) -> None:
        shown = show_own_facts(actor=actor, now=NOW + 4 * MINUTE)

        assert shown.person is not None
        assert shown.person.number.value == PROOFED_CITIZEN.number
        assert AuditRecord.objects.filter(event=AccountEvent.FACTS_SHOWN).count() == 1

    def test_asks_for_a_fresh_proof(self, actor: Actor) -> None:
        with pytest.raises(errors.ReauthenticationRequired):
            show_own_facts(actor=actor, now=NOW + 5 * MINUTE)
        assert not AuditRecord.objects.filter(event=AccountEvent.FACTS_SHOWN).exists()

    def test_refuses_visitors(self) -> None:
        with pytest.raises(errors.SignInRequired):
            show_own_facts(actor=visitor(), now=NOW)

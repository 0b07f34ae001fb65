import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from pytest_django.fixtures import Settings

from config import settings as product
from shiming.accounts import errors, queries
from shiming.accounts.actions.register import register
from shiming.accounts.actions.request_code import request_code
from shiming.accounts.models import Acceptance, Account, OneTimeCode, Session
from shiming.accounts.types import (
    AccountEvent,
    AccountState,
    CodePurpose,
    HumanAnswer,
    RegistrationVariant,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.levels import Level
from tests.cast import UNPROOFED_CITIZEN, Member
from tests.factories.accounts import (
    NOW,
    PASSWORD,
    last_code,
    make_account,
    make_account_of,
    make_agreement,
    make_visit,
    other_than,
)

pytestmark = pytest.mark.django_db


def prepare(
    member: Member = UNPROOFED_CITIZEN, *, visit: Visit | None = None, now: dt.datetime = NOW
) -> tuple[Visit, str]:
    visit = visit or make_visit()
    request_code(
        purpose=CodePurpose.REGISTER,
        mobile=member.mobile_number,
        human=HumanAnswer(),
        accepted_agreement=make_agreement(),
        visit=visit,
        now=now,
    )
    return visit, last_code(member.mobile)


def complete(
    visit: Visit,
    code: str,
    *,
    user_name: str = "",
    password: str = PASSWORD,
    now: dt.datetime = NOW,
) -> StartedSession:
    return register(
        typed_code=code,
        user_name=user_name,
        password=password,
        visit=visit,
        replaces=None,
        now=now,
    )


class TestRegister:
    def test_makes_an_account_and_signs_it_in(self) -> None:
        visit, code = prepare()

        started = complete(visit, code, user_name="Tulpenfreund")

        account = Account.objects.get()
        assert account.state == AccountState.ACTIVE
        assert account.mobile == UNPROOFED_CITIZEN.mobile_number.value
        assert account.user_name == "Tulpenfreund"
        assert check_password(PASSWORD, account.password)
        assert Acceptance.objects.get().account == account
        assert started.level is Level.REGISTERED
        assert Session.objects.get().account == account
        assert not started.must_accept_agreement
        events = set(AuditRecord.objects.values_list("event", flat=True))
        assert {AccountEvent.REGISTERED, AccountEvent.SIGNED_IN} <= events

    def test_hashes_with_argon2id_at_the_chosen_cost(self, settings: Settings) -> None:
        settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
        visit, code = prepare()

        complete(visit, code)

        encoded = Account.objects.get().password
        assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
        assert not identify_hasher(encoded).must_update(encoded)

    def test_takes_a_code_typed_in_full_width_with_blanks(self) -> None:
        visit, code = prepare()
        typed = " ".join(chr(ord(digit) + 0xFEE0) for digit in code)

        assert complete(visit, typed).level is Level.REGISTERED

    def test_needs_no_user_name(self) -> None:
        visit, code = prepare()

        complete(visit, code)

        assert Account.objects.get().user_name_key is None

    def test_tells_a_duplicate_only_after_the_right_code(self) -> None:
        make_account_of(UNPROOFED_CITIZEN)
        visit, code = prepare()

        with pytest.raises(errors.CodeWrong):
            complete(visit, other_than(code))
        with pytest.raises(errors.AlreadyRegistered):
            complete(visit, code)
        assert Account.objects.count() == 1
        assert not Session.objects.exists()
        assert OneTimeCode.objects.get().consumed_at == NOW

    def test_lets_the_mobile_of_a_closed_account_register_again(self) -> None:
        closed = make_account_of(UNPROOFED_CITIZEN)
        Account.objects.filter(pk=closed.pk).update(state=AccountState.CLOSED, closed_at=NOW)
        visit, code = prepare()

        complete(visit, code)

        assert Account.objects.count() == 2

    def test_refuses_a_taken_user_name_and_keeps_the_code_good(self) -> None:
        make_account(user_name="tulpenfreund")
        visit, code = prepare()

        with pytest.raises(errors.UserNameTaken):
            complete(visit, code, user_name="Tulpenfreund")
        assert Account.objects.count() == 1
        complete(visit, code, user_name="Nelkenfreund")
        assert Account.objects.count() == 2

    def test_refuses_a_weak_password_without_costing_a_try(self) -> None:
        visit, code = prepare()

        with pytest.raises(errors.PasswordTooShort):
            complete(visit, code, password="kurz")
        assert OneTimeCode.objects.get().tries == 0
        assert not Account.objects.exists()

    def test_refuses_a_password_that_holds_the_mobile(self) -> None:
        visit, code = prepare()

        with pytest.raises(errors.PasswordIsPersonal):
            complete(visit, code, password=f"Xq-{UNPROOFED_CITIZEN.mobile}")
        assert not Account.objects.exists()

    def test_refuses_the_sixth_try_even_with_the_right_code(self) -> None:
        visit, code = prepare()

        for left in (4, 3, 2, 1, 0):
            with pytest.raises(errors.CodeWrong) as refusal:
                complete(visit, other_than(code))
            assert refusal.value.context["tries_left"] == left
        with pytest.raises(errors.CodeNotUsable):
            complete(visit, code)
        assert not Account.objects.exists()

    def test_refuses_a_code_after_five_minutes(self) -> None:
        visit, code = prepare()

        with pytest.raises(errors.CodeNotUsable):
            complete(visit, code, now=NOW + dt.timedelta(minutes=5))
        assert not Account.objects.exists()

    def test_refuses_another_visitors_code(self) -> None:
        _, code = prepare()

        with pytest.raises(errors.CodeNotUsable):
            complete(make_visit(), code)
        assert not Account.objects.exists()

    def test_refuses_a_code_for_another_purpose(self) -> None:
        visit = make_visit()
        request_code(
            purpose=CodePurpose.SIGN_IN,
            mobile=UNPROOFED_CITIZEN.mobile_number,
            human=HumanAnswer(),
            accepted_agreement=None,
            visit=visit,
            now=NOW,
        )

        with pytest.raises(errors.CodeNotUsable):
            complete(visit, last_code(UNPROOFED_CITIZEN.mobile))
        assert not Account.objects.exists()

    def test_refuses_to_use_a_code_twice(self) -> None:
        visit, code = prepare()
        complete(visit, code)

        with pytest.raises(errors.CodeNotUsable):
            complete(visit, code)
        assert Account.objects.count() == 1

    @pytest.mark.requirement("S13-2")
    def test_keeps_a_real_name_account_useless_until_the_face_has_passed(
        self, change_policy: Callable[..., None]
    ) -> None:
        change_policy(registration_variant=RegistrationVariant.REAL_NAME_AT_ONCE)
        visit, code = prepare()

        started = complete(visit, code)

        assert queries.get_account(started.account_id).state is AccountState.PENDING
        assert started.level is Level.ANONYMOUS

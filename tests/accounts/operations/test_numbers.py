"""Numbers of other bodies: attached, renewed, chosen."""

import pytest
from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.actions.choose_number import choose_number
from shiming.accounts.actions.desk.renew_number import renew_number
from shiming.accounts.actions.sign_in.sign_in_with_number_password import (
    sign_in_with_number_password,
)
from shiming.accounts.models import Account, PersonalNumber
from shiming.accounts.types import (
    AccountEvent,
    AccountId,
    AccountPermission,
    HumanAnswer,
    NumberKind,
    PersonalNumberId,
    SessionId,
    SignInOutcome,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor, system_actor, visitor
from shiming.kernel.ids import new_id
from tests.factories.accounts import NOW, PASSWORD, make_account, make_actor, make_visit

OLD, NEW = "112233445566", "998877665544"
FUND = NumberKind.HOUSING_FUND

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account(password=PASSWORD)


@pytest.fixture
def clerk() -> Actor:
    permissions = frozenset({AccountPermission.RENEW_NUMBER.value})
    return Actor(account_id=new_id(), identity=ActingIdentity(permissions=permissions))


def attach(account: Account, number: str = OLD, kind: NumberKind = FUND) -> PersonalNumberId:
    return operations.attach_number(
        account_id=AccountId(account.pk),
        kind=kind,
        number=number,
        actor=system_actor(device="tests"),
        now=NOW,
    )


def renew(clerk: Actor, old: str, new: str, reason: str = "单位合并后重新编号") -> PersonalNumberId:
    return renew_number(kind=FUND, old=old, new=new, reason=reason, officer=clerk, now=NOW)


def sign_in(number: str, kind: NumberKind = FUND) -> SignInOutcome:
    return sign_in_with_number_password(
        kind=kind,
        number=number,
        password=PASSWORD,
        human=HumanAnswer(),
        visit=make_visit(),
        replaces=None,
        now=NOW,
    )


class TestAttachNumber:
    def test_lets_its_owner_sign_in_however_it_is_spelt(self, account: Account) -> None:
        attach(account, "ab-12 34")

        for spelling in ("AB1234", "ａｂ１２３４", "ab 12-34"):
            assert sign_in(spelling).account_id == account.pk

    def test_is_given_to_the_next_account_of_whoever_closed_theirs(self, account: Account) -> None:
        attach(account)
        with transaction.atomic():
            operations.close_account(
                account_id=AccountId(account.pk), actor=system_actor(device="tests"), now=NOW
            )
        again = make_account(password=PASSWORD)

        attach(again)

        assert sign_in(OLD).account_id == again.pk

    def test_changes_nothing_the_second_time(self, account: Account) -> None:
        assert attach(account) == attach(account)
        assert AuditRecord.objects.filter(event=AccountEvent.NUMBER_ATTACHED).count() == 1

    def test_keeps_the_numbers_of_two_bodies_apart(self, account: Account) -> None:
        other = make_account(password=PASSWORD)
        attach(account)
        attach(other, kind=NumberKind.SOCIAL_SECURITY)

        assert sign_in(OLD).account_id == account.pk
        assert sign_in(OLD, NumberKind.SOCIAL_SECURITY).account_id == other.pk

    def test_refuses_what_belongs_to_somebody_else_or_is_no_number(self, account: Account) -> None:
        attach(account)

        with pytest.raises(errors.NumberTaken):
            attach(make_account())
        for text in ("", "12", "x" * 33, "12;34", "\x00\x00\x00\x00"):
            with pytest.raises(errors.NumberMalformed):
                attach(account, text)
        assert PersonalNumber.objects.count() == 1


class TestRenewNumber:
    @pytest.mark.requirement("S15-10")
    def test_lets_old_and_new_numbers_in_over_several_renewals(
        self, account: Account, clerk: Actor
    ) -> None:
        attach(account)

        renew(clerk, OLD, NEW)
        renew(clerk, NEW, "777777777777")

        for number in (OLD, NEW, "777777777777"):
            assert sign_in(number).account_id == account.pk
        present = queries.list_numbers(AccountId(account.pk))
        assert [number.value for number in present] == ["777777777777"]
        assert AuditRecord.objects.filter(event=AccountEvent.NUMBER_RENEWED).count() == 2

    def test_refuses_an_old_number_twice_and_one_of_somebody_else(
        self, account: Account, clerk: Actor
    ) -> None:
        attach(account)
        attach(make_account(), "555555555555")
        renew(clerk, OLD, NEW)

        with pytest.raises(errors.NumberNotFound):
            renew(clerk, OLD, "666666666666")
        with pytest.raises(errors.NumberTaken):
            renew(clerk, NEW, "555555555555")
        with pytest.raises(errors.NumberTaken):
            renew(clerk, NEW, OLD)
        assert sign_in(NEW).account_id == account.pk

    def test_is_for_the_office_with_a_reason(self, account: Account, clerk: Actor) -> None:
        attach(account)

        with pytest.raises(errors.MayNotManageAccounts):
            renew(visitor(), OLD, NEW)
        with pytest.raises(errors.ReasonUnfit):
            renew(clerk, OLD, NEW, reason="")
        assert PersonalNumber.objects.count() == 1


class TestChooseNumber:
    def test_follows_a_renewal(self, account: Account, clerk: Actor) -> None:
        number = attach(account)
        actor = make_actor(account)
        choose_number(number_id=number, actor=actor, now=NOW)

        renew(clerk, OLD, NEW)

        chosen = queries.find_chosen_number(SessionId(actor.session_id or new_id()))
        assert chosen is not None
        assert chosen.value == NEW

    def test_masks_itself(self, account: Account) -> None:
        attach(account)

        number = queries.list_numbers(AccountId(account.pk))[0]

        assert OLD not in repr(number)
        assert OLD not in number.masked

"""The first step: the unit's number and password."""

import contextlib
import dataclasses
import datetime as dt

import pytest
from django.db.models import QuerySet

from shiming.accounts import errors as accounts_errors
from shiming.accounts import ports as accounts_ports
from shiming.accounts.models import Account, Portal, Session
from shiming.accounts.types import AccountEvent, AccountState, CheckedForm, Visit, limits_of
from shiming.audit.models import AuditRecord
from shiming.legal_persons import errors, ports, queries
from shiming.legal_persons.actions.enterprise_sign_in.enter_unit_alone import enter_unit_alone
from shiming.legal_persons.actions.enterprise_sign_in.forget_sign_ins import forget_sign_ins
from shiming.legal_persons.models import LegalPerson, UnitSignIn
from shiming.legal_persons.types import DirectTarget, EntryWay, LegalPersonState
from tests.factories.accounts import NOW, make_visit
from tests.legal_persons.entry_kit import CODE, TAXPAYER_NUMBER, UNIT_PASSWORD, World

WRONG = "not-the-password-9"


class OneTarget:
    """Has one client, which units may enter by their password alone."""

    def find_target(self, *, wanted: str) -> DirectTarget | None:
        return DirectTarget(client_id="insurance", address=wanted)


def accounts_of(world: World) -> QuerySet[Account]:
    """Return the unit's own account, to be changed."""
    units = LegalPerson.objects.filter(pk=world.unit_id)
    return Account.objects.filter(pk__in=units.values("account_id"))


class TestEnterUnitPassword:
    @pytest.mark.parametrize(
        "identifier", [CODE, TAXPAYER_NUMBER, "９１６００１０１ ma0te5t16d ", "qingchuan"]
    )
    def test_knows_the_unit_by_either_number_or_its_account_and_signs_nobody_in(
        self, world: World, visit: Visit, identifier: str
    ) -> None:
        accounts_of(world).update(user_name="qingchuan", user_name_key="qingchuan")

        sign_in_id = world.enter(identifier=identifier, visit=visit)

        row = UnitSignIn.objects.get(pk=sign_in_id)
        assert (row.legal_person_id, row.office_id, row.consumed_at) == (world.unit_id, None, None)
        assert not Session.objects.exists()
        proven = AuditRecord.objects.get(event="legal_persons.sign_in.unit_proven")
        assert str(world.unit_id) in proven.details

    @pytest.mark.parametrize("identifier", [CODE, "91600102MA0TE5T32H", "nobody", "x" * 500, "\0"])
    def test_says_the_same_of_a_wrong_password_and_of_a_unit_that_does_not_exist(
        self, world: World, visit: Visit, identifier: str
    ) -> None:
        with pytest.raises(accounts_errors.BadCredentials):
            world.enter(identifier=identifier, password=WRONG, visit=visit)

        assert not UnitSignIn.objects.exists()
        assert AuditRecord.objects.filter(event=AccountEvent.SIGN_IN_FAILED).count() == 1

    @pytest.mark.parametrize("identifier", [CODE, "91600102MA0TE5T32H"])
    def test_locks_after_five_wrong_tries_from_wherever_they_come(
        self, world: World, identifier: str
    ) -> None:
        for last in range(5):
            with pytest.raises(accounts_errors.BadCredentials):
                world.enter(
                    identifier=identifier,
                    password=WRONG,
                    visit=make_visit(address=f"192.0.2.{last}"),
                )

        with pytest.raises(accounts_errors.SignInLocked):
            world.enter(identifier=identifier, visit=make_visit(address="192.0.2.99"))

    def test_counts_both_numbers_of_a_unit_as_one(self, world: World) -> None:
        for identifier in (CODE, TAXPAYER_NUMBER, CODE, TAXPAYER_NUMBER, CODE):
            with pytest.raises(accounts_errors.BadCredentials):
                world.enter(identifier=identifier, password=WRONG, visit=make_visit())

        with pytest.raises(accounts_errors.SignInLocked):
            world.enter(identifier=TAXPAYER_NUMBER, visit=make_visit())

    def test_locks_an_address_that_tries_many_units(self, world: World) -> None:
        policy = dataclasses.replace(accounts_ports.policy(), limits=limits_of(tries_per_address=3))
        with accounts_ports.policy.replaced(policy):
            for number in range(3):
                with pytest.raises(accounts_errors.BadCredentials):
                    world.enter(identifier=f"nobody{number}", password=WRONG, visit=make_visit())

            with pytest.raises(accounts_errors.SignInLocked):
                world.enter(visit=make_visit())

    def test_refuses_without_the_human_check_before_it_looks_at_the_password(
        self, world: World, visit: Visit
    ) -> None:
        policy = dataclasses.replace(
            accounts_ports.policy(), checked_forms=frozenset([CheckedForm.UNIT_SIGN_IN])
        )
        with (
            accounts_ports.policy.replaced(policy),
            pytest.raises(accounts_errors.HumanCheckFailed),
        ):
            world.enter(visit=visit)

        assert not UnitSignIn.objects.exists()

    @pytest.mark.parametrize("state", [LegalPersonState.CANCELLED, LegalPersonState.REVOKED])
    def test_lets_no_unit_in_that_is_gone(
        self, world: World, visit: Visit, state: LegalPersonState
    ) -> None:
        LegalPerson.objects.filter(pk=world.unit_id).update(state=state)

        with pytest.raises(errors.UnitNotActive):
            world.enter(visit=visit)
        assert not UnitSignIn.objects.exists()

    def test_says_to_the_owner_alone_that_the_account_is_frozen(
        self, world: World, visit: Visit
    ) -> None:
        accounts_of(world).update(state=AccountState.FROZEN)

        with pytest.raises(accounts_errors.BadCredentials):
            world.enter(password=WRONG, visit=visit)
        with pytest.raises(accounts_errors.AccountFrozen):
            world.enter(visit=visit)

    @pytest.mark.parametrize(
        ("ways", "is_in"),
        [
            ({}, True),
            ({"unit": ["unit"]}, True),
            ({"unit": ["password"], "agency": ["unit"]}, False),
            ({"natural_person": ["unit"]}, False),
        ],
    )
    def test_is_held_to_what_the_portal_offers_to_units(
        self, world: World, visit: Visit, ways: dict[str, list[str]], *, is_in: bool
    ) -> None:
        Portal.objects.update(methods=ways)

        with pytest.raises(accounts_errors.BadCredentials):
            world.enter(password=WRONG, visit=visit)
        with contextlib.nullcontext() if is_in else pytest.raises(accounts_errors.MethodNotOffered):
            world.enter(visit=visit)

        assert UnitSignIn.objects.exists() is is_in

    def test_lets_no_ordinary_unit_in_at_the_agencies_entrance(
        self, world: World, visit: Visit
    ) -> None:
        with pytest.raises(errors.NotAnAgency):
            world.enter(way=EntryWay.AGENCY, visit=visit)

    def test_lets_a_unit_without_a_password_never_in(self, world: World, visit: Visit) -> None:
        accounts_of(world).update(password="")

        for password in ("", UNIT_PASSWORD):
            with pytest.raises(accounts_errors.BadCredentials):
                world.enter(password=password, visit=visit)


class TestTheQuickWay:
    @pytest.mark.requirement("S35-1", "S35-3")
    def test_opens_with_the_first_ordinary_sign_in_and_not_with_the_nights_reading(
        self, world: World, visit: Visit
    ) -> None:
        assert LegalPerson.objects.get(pk=world.unit_id).synchronised_at == NOW
        with pytest.raises(errors.QuickNotYet):
            world.enter(way=EntryWay.QUICK, visit=visit)

        world.enter(visit=visit)
        with pytest.raises(errors.QuickNotYet):
            world.enter(way=EntryWay.QUICK, visit=visit)

        world.sign_in()
        assert (
            world.enter(way=EntryWay.QUICK, visit=visit, now=NOW + dt.timedelta(days=1)) is not None
        )

    def test_says_that_it_is_closed_to_nobody_without_the_password(
        self, world: World, visit: Visit
    ) -> None:
        with pytest.raises(accounts_errors.BadCredentials):
            world.enter(way=EntryWay.QUICK, password=WRONG, visit=visit)


class TestAnInsuranceOnlyUnit:
    def test_gets_no_session_by_its_password_alone(self, world: World, visit: Visit) -> None:
        LegalPerson.objects.filter(pk=world.unit_id).update(is_insurance_only=True)

        world.enter(visit=visit)

        assert not Session.objects.exists()

    @pytest.mark.parametrize("way", ["unit", "password"])
    def test_is_held_to_what_the_portal_offers_to_units_at_a_marked_client_too(
        self, world: World, visit: Visit, way: str
    ) -> None:
        LegalPerson.objects.filter(pk=world.unit_id).update(is_insurance_only=True)
        sign_in_id = world.enter(visit=visit)
        Portal.objects.update(methods={"unit": [way]})
        is_in = way == "unit"

        with (
            ports.direct_targets.replaced(OneTarget()),
            contextlib.nullcontext() if is_in else pytest.raises(accounts_errors.MethodNotOffered),
        ):
            enter_unit_alone(
                sign_in_id=sign_in_id, wanted="/there", visit=visit, replaces=None, now=NOW
            )

        assert Session.objects.exists() is is_in


class TestForgetSignIns:
    def test_keeps_what_led_to_a_session_and_what_may_still_go_on(
        self, world: World, visit: Visit
    ) -> None:
        world.sign_in()
        world.enter(visit=visit)
        open_still = world.enter(visit=visit, now=NOW + dt.timedelta(days=1))

        forgotten = forget_sign_ins(now=NOW + dt.timedelta(days=1, minutes=11))

        assert forgotten == 1
        assert UnitSignIn.objects.filter(consumed_at__isnull=False).count() == 1
        assert UnitSignIn.objects.filter(pk=open_still).exists()

    def test_keeps_of_what_led_to_a_session_the_newest_of_each_unit_in_the_end(
        self, world: World, visit: Visit
    ) -> None:
        world.synchronise()
        world.sign_in()
        newest = NOW + dt.timedelta(hours=1)
        world.sign_in(now=newest)
        later = newest + accounts_ports.policy().session_absolute + dt.timedelta(days=2)

        assert forget_sign_ins(now=NOW + dt.timedelta(hours=2)) == 0
        assert forget_sign_ins(now=later) == 1

        assert UnitSignIn.objects.get().consumed_at == newest
        assert queries.has_signed_in_before(world.unit_id)

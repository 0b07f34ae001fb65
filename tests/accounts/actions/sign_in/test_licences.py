import datetime as dt
from collections.abc import Iterator

import pytest

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.bindings.bind_licence import bind_licence
from shiming.accounts.actions.bindings.remove_binding import remove_binding
from shiming.accounts.actions.sign_in.sign_in_with_licence import sign_in_with_licence
from shiming.accounts.actions.sign_in.start_licence import start_licence
from shiming.accounts.models import Account, LicenceBinding, Session
from shiming.accounts.types import (
    LICENCE_METHOD,
    AccountId,
    AccountKind,
    OutsideAim,
    OutsideKind,
    OutsideOutcome,
    StartedSession,
    Visit,
)
from shiming.kernel.actor import visitor
from shiming.vendors.licences.wallet_simulator import ENTERPRISE, LicenceWalletSimulator
from tests.factories.accounts import NOW, make_account, make_actor, make_visit

pytestmark = pytest.mark.django_db

PRESENTED = NOW + dt.timedelta(seconds=10)


@pytest.fixture
def wallet() -> Iterator[LicenceWalletSimulator]:
    with ports.licence_wallet.replaced(wallet := LicenceWalletSimulator()):
        yield wallet


@pytest.fixture
def unit() -> Account:
    return make_account(kind=AccountKind.UNIT)


def bind(account: Account, visit: Visit) -> None:
    actor = make_actor(account, now=NOW)
    proof_id = start_licence(aim=OutsideAim.BIND, actor=actor, visit=visit, now=NOW)
    bind_licence(proof_id=proof_id, actor=actor, visit=visit, now=PRESENTED)


def sign_in(visit: Visit, *, now: dt.datetime = PRESENTED) -> StartedSession:
    proof_id = start_licence(aim=OutsideAim.SIGN_IN, actor=visitor(), visit=visit, now=NOW)
    outcome = sign_in_with_licence(proof_id=proof_id, visit=visit, replaces=None, now=now)
    assert isinstance(outcome, StartedSession)
    return outcome


class TestLicence:
    def test_signs_an_existing_enterprise_in(
        self, wallet: LicenceWalletSimulator, unit: Account
    ) -> None:
        bind(unit, make_visit())

        started = sign_in(make_visit())

        session = Session.objects.get(public_id=started.session_id)
        assert (session.account_id, session.methods) == (unit.pk, [LICENCE_METHOD])
        assert LicenceBinding.objects.get().body_code == ENTERPRISE

    def test_is_off_where_no_wallet_is_connected(self) -> None:
        with pytest.raises(errors.LicenceNotOffered):
            start_licence(aim=OutsideAim.SIGN_IN, actor=visitor(), visit=make_visit(), now=NOW)

    def test_of_an_unknown_enterprise_signs_nobody_in(self, wallet: LicenceWalletSimulator) -> None:
        with pytest.raises(errors.LicenceNotBound):
            sign_in(make_visit())
        assert Session.objects.count() == 0

    def test_waits_for_its_holder(self, wallet: LicenceWalletSimulator, unit: Account) -> None:
        bind(unit, make_visit())
        visit = make_visit()
        proof_id = start_licence(aim=OutsideAim.SIGN_IN, actor=visitor(), visit=visit, now=NOW)

        with pytest.raises(errors.LicenceNotPresented):
            sign_in_with_licence(proof_id=proof_id, visit=visit, replaces=None, now=NOW)
        sign_in_with_licence(proof_id=proof_id, visit=visit, replaces=None, now=PRESENTED)
        with pytest.raises(errors.OutsideNotUsable):
            sign_in_with_licence(proof_id=proof_id, visit=visit, replaces=None, now=PRESENTED)

    def test_is_refused_or_unavailable_as_the_wallet_says(
        self, wallet: LicenceWalletSimulator
    ) -> None:
        wallet.outcome = OutsideOutcome.REFUSED
        with pytest.raises(errors.LicenceRefused):
            sign_in(make_visit())
        wallet.outcome = OutsideOutcome.UNAVAILABLE
        with pytest.raises(errors.OutsideUnavailable):
            sign_in(make_visit())

    def test_is_for_one_unit_and_no_person(
        self, wallet: LicenceWalletSimulator, unit: Account
    ) -> None:
        bind(unit, make_visit())

        with pytest.raises(errors.LicenceTaken):
            bind(make_account(kind=AccountKind.UNIT), make_visit())
        with pytest.raises(errors.LicenceForUnits):
            bind(make_account(), make_visit())
        assert LicenceBinding.objects.get().account_id == unit.pk

    @pytest.mark.parametrize(
        ("code", "is_bound"),
        [(None, True), (ENTERPRISE, True), ("91600101MA0TE5T248", False), ("", False)],
        ids=["no unit's", "its own", "another's", "without a code"],
    )
    def test_is_the_units_own_once_the_account_is(
        self, wallet: LicenceWalletSimulator, unit: Account, code: str | None, *, is_bound: bool
    ) -> None:
        """It gives the unit's level (S33-23), and all who work there know the password."""
        with ports.body_codes.replaced(lambda _account_id: code):
            if is_bound:
                bind(unit, make_visit())
            else:
                with pytest.raises(errors.LicenceOfAnother):
                    bind(unit, make_visit())

        assert LicenceBinding.objects.exists() is is_bound

    def test_is_taken_away_again(self, wallet: LicenceWalletSimulator, unit: Account) -> None:
        bind(unit, make_visit())
        [shown] = queries.list_bindings(AccountId(unit.pk))

        remove_binding(
            kind=OutsideKind.LICENCE,
            binding_id=shown.id,
            actor=make_actor(unit, now=NOW),
            now=PRESENTED,
        )

        assert LicenceBinding.objects.count() == 0

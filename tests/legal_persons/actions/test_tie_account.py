"""A unit's own registration meets the unit that its head has put on record (S29-4)."""

import dataclasses
import uuid
from collections.abc import Iterator

import pytest

from shiming.accounts import errors as accounts_errors
from shiming.accounts import operations as accounts
from shiming.accounts import ports as accounts_ports
from shiming.accounts.models import Account, LicenceBinding
from shiming.accounts.types import (
    AccountId,
    AccountKind,
    AccountPolicy,
    AccountState,
    HumanAnswer,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import ActingIdentity, Actor, system_actor
from shiming.legal_persons import errors, operations, queries
from shiming.legal_persons.actions.codes.tie_account import tie_account
from shiming.legal_persons.actions.enterprise_sign_in.enter_unit_password import (
    enter_unit_password,
)
from shiming.legal_persons.models import LegalPerson, UnitSignIn
from shiming.legal_persons.types import (
    EntryWay,
    LegalPersonId,
    LegalPersonPermission,
    UnitEvidenceKind,
)
from tests.cast import LEGAL_REPRESENTATIVE
from tests.factories.accounts import NOW, PASSWORD, make_account, make_actor, make_visit
from tests.factories.legal_persons import CODE, OTHER_CODE, make_office, make_proofed, make_unit

pytestmark = pytest.mark.django_db

UNIT = AccountKind.UNIT
MANAGE = LegalPersonPermission.MANAGE_OFFICERS


def acting_for(account: Account, unit: uuid.UUID, *permissions: str) -> Actor:
    identity = ActingIdentity(legal_person_id=unit, permissions=frozenset(permissions))
    return dataclasses.replace(make_actor(account), identity=identity)


def make_confirmed(code: str = CODE) -> LegalPersonId:
    unit = make_unit(code=code)
    operations.add_evidence(
        legal_person_id=unit,
        kind=UnitEvidenceKind.REGISTER_MATCH,
        source="tests",
        actor=system_actor(device="tests"),
        now=NOW,
    )
    return unit


@pytest.fixture(autouse=True)
def _no_human_check() -> Iterator[None]:
    with accounts_ports.policy.replaced(AccountPolicy(checked_forms=frozenset())):
        yield


@pytest.fixture
def unit() -> LegalPersonId:
    return make_confirmed()


@pytest.fixture
def head(unit: LegalPersonId) -> Actor:
    account = make_proofed(LEGAL_REPRESENTATIVE)
    make_office(unit, LEGAL_REPRESENTATIVE, account)
    return acting_for(account, unit, MANAGE)


@pytest.fixture
def own() -> Account:
    """An account that was registered for a unit."""
    return make_account(user_name="example_unit", password=PASSWORD, kind=UNIT)


def tie(head: Actor, *, name: str = "example_unit", password: str = PASSWORD) -> AccountId:
    return tie_account(user_name=name, password=password, actor=head, visit=make_visit(), now=NOW)


class TestTieAccount:
    def test_the_unit_signs_in_with_it_by_its_number_from_then_on(
        self, unit: LegalPersonId, head: Actor, own: Account
    ) -> None:
        assert tie(head) == own.pk

        enter_unit_password(
            way=EntryWay.ORDINARY,
            identifier=CODE,
            password=PASSWORD,
            human=HumanAnswer(),
            visit=make_visit(),
            now=NOW,
        )
        assert UnitSignIn.objects.get().legal_person_id == unit
        assert AuditRecord.objects.filter(
            event="legal_persons.account.tied", subject=f"legal_person:{unit}"
        ).exists()

    @pytest.mark.parametrize(
        ("name", "kind", "state", "password"),
        [
            ("example_unit", UNIT, AccountState.ACTIVE, "Falsch-7-Falsch"),
            ("nobody_here", UNIT, AccountState.ACTIVE, PASSWORD),
            ("example_unit", UNIT, AccountState.FROZEN, PASSWORD),
            ("example_unit", AccountKind.NATURAL_PERSON, AccountState.ACTIVE, PASSWORD),
            ("example_unit", AccountKind.STAFF, AccountState.ACTIVE, PASSWORD),
        ],
        ids=["wrong password", "unknown", "frozen", "person", "staff"],
    )
    def test_answers_all_that_does_not_fit_alike(
        self, head: Actor, name: str, kind: AccountKind, state: AccountState, password: str
    ) -> None:
        make_account(user_name="example_unit", password=PASSWORD, kind=kind, state=state)

        with pytest.raises(accounts_errors.BadCredentials):
            tie(head, name=name, password=password)

        assert LegalPerson.objects.get().account_id is None

    def test_guesses_end_at_the_limit(self, head: Actor, own: Account) -> None:
        for _ in range(5):
            with pytest.raises(accounts_errors.BadCredentials):
                tie(head, password="Falsch-7-Falsch")

        with pytest.raises(accounts_errors.SignInLocked):
            tie(head)

    def test_refuses_the_account_of_another_unit(self, head: Actor, own: Account) -> None:
        LegalPerson.objects.filter(pk=make_unit(code=OTHER_CODE)).update(account=own)

        with pytest.raises(accounts_errors.BadCredentials):
            tie(head)

    @pytest.mark.parametrize(("code", "is_tied"), [(CODE, True), (OTHER_CODE, False)])
    def test_refuses_an_account_to_which_another_bodys_licence_is_bound(
        self, head: Actor, own: Account, code: str, *, is_tied: bool
    ) -> None:
        """It would sign in with the unit's level (S33-23)."""
        LicenceBinding.objects.create(account=own, body_code=code, bound_at=NOW)

        if is_tied:
            tie(head)
        else:
            with pytest.raises(accounts_errors.BadCredentials):
                tie(head)

        assert LegalPerson.objects.get().account_id == (own.pk if is_tied else None)
        assert queries.code_of_account(AccountId(own.pk)) == (CODE if is_tied else None)

    def test_the_second_of_two_units_that_tie_it_at_once_is_refused(
        self, unit: LegalPersonId, head: Actor, own: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = make_unit(code=OTHER_CODE)
        forgive = accounts.forgive_attempt

        def forgive_late(attempt: accounts.Attempt) -> None:
            # The other unit's head was faster, between the look at the account and the write.
            LegalPerson.objects.filter(pk=other).update(account=own)
            forgive(attempt)

        monkeypatch.setattr(accounts, "forgive_attempt", forgive_late)

        with pytest.raises(accounts_errors.BadCredentials):
            tie(head)

        assert LegalPerson.objects.get(pk=unit).account_id is None
        assert not AuditRecord.objects.filter(event="legal_persons.account.tied").exists()

    def test_leaves_the_account_that_the_unit_has(
        self, unit: LegalPersonId, head: Actor, own: Account
    ) -> None:
        before = operations.ensure_account(legal_person_id=unit, actor=head, now=NOW)

        with pytest.raises(errors.UnitHasAccount):
            tie(head)

        assert LegalPerson.objects.get().account_id == before

    def test_is_for_heads_who_act_for_the_unit(self, unit: LegalPersonId, own: Account) -> None:
        account = make_proofed(LEGAL_REPRESENTATIVE)

        with pytest.raises(errors.UnitNotFound):
            tie(acting_for(account, unit, LegalPersonPermission.ACT))

    def test_waits_until_the_unit_is_confirmed(self, own: Account) -> None:
        unconfirmed = make_unit(code=OTHER_CODE)
        account = make_proofed(LEGAL_REPRESENTATIVE)

        with pytest.raises(errors.UnitNotConfirmed):
            tie(acting_for(account, unconfirmed, MANAGE))

import pytest

from shiming.accounts.models import Account
from shiming.accounts.types import AccountId
from shiming.kernel.actor import system_actor
from shiming.kernel.levels import Level
from shiming.proofing import queries
from shiming.proofing.counter_word import CounterWord
from shiming.proofing.models import Evidence
from shiming.proofing.types import CaseState
from shiming.registers.types import Outcome
from tests.cast import PROOFED_CITIZEN
from tests.factories.accounts import make_account, make_account_of
from tests.proofing.walk import NOW, Walk

pytestmark = pytest.mark.django_db

PLATFORM = system_actor(device="tests")


def confirm(account_id: AccountId) -> bool:
    return CounterWord().confirm(
        account_id=account_id,
        number=PROOFED_CITIZEN.document_number,
        name=PROOFED_CITIZEN.person_name,
        actor=PLATFORM,
        now=NOW,
    )


class TestCounterWord:
    """A clerk's word stands where the register is wrong (B8)."""

    def test_stands_for_the_register_in_the_journey(self, walk: Walk) -> None:
        walk.register.outcome = Outcome.MISMATCH
        assert confirm(walk.account_id)

        walk.to_form().confirm().submit()

        assert (walk.case.state, walk.case.register_source) == (CaseState.LIVE, "counter")
        assert walk.register.requests == []
        # The evidence is the clerk's one, and stays flagged as a human's.
        assert Evidence.objects.get().is_manual

    def test_speaks_for_one_account_only(self, walk: Walk) -> None:
        walk.register.outcome = Outcome.MISMATCH
        confirm(AccountId(make_account().pk))

        walk.to_form().confirm().submit()

        assert walk.case.state == CaseState.REFUSED

    def test_speaks_for_this_name_only(self, walk: Walk) -> None:
        walk.register.outcome = Outcome.MISMATCH
        confirm(walk.account_id)

        walk.to_form().confirm(name="陈向南").submit()

        assert walk.case.state == CaseState.REFUSED

    def test_does_not_take_a_person_from_their_account(self) -> None:
        make_account_of(PROOFED_CITIZEN, is_attached=True)
        other = make_account()

        assert not confirm(AccountId(other.pk))

        assert Account.objects.get(pk=other.pk).person_id is None
        assert queries.level_of_account(other.pk, NOW)[0] < Level.PRIMARY

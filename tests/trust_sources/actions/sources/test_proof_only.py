"""Sources that say who somebody is, and let nobody in (S33-22)."""

import datetime as dt

import pytest

from shiming.accounts import errors
from shiming.accounts.models import Account, SocialBinding
from shiming.accounts.types import (
    OutsideAim,
    SourceUse,
)
from shiming.kernel.levels import Level
from shiming.proofing.queries import level_of_account
from tests.cast import AGENT as LUO
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.cast import Member
from tests.factories.accounts import (
    NOW,
    make_actor,
    make_visit,
)
from tests.trust_sources.actions.sources.entry_kit import come_back, go, owner
from tests.trust_sources.source_kit import FakeClients, approved, says

pytestmark = pytest.mark.django_db


class TestProofOnly:
    """Sources that say who somebody is, and let nobody in (S33-22, S33-23)."""

    @pytest.fixture(autouse=True)
    def _alipay(self, source_clients: FakeClients) -> None:
        approved(use=SourceUse.PROOF, opens_accounts=False, evidence_days=90, name="支付宝")

    def prove(self, account: Account, *, member: Member = CHEN) -> None:
        visit, actor = make_visit(), make_actor(account)
        state = go(visit, aim=OutsideAim.CONFIRM, actor=actor)
        come_back(visit, state, actor=actor)

    @pytest.mark.requirement("S33-22")
    def test_give_the_intermediate_level_for_their_time(self, source_clients: FakeClients) -> None:
        account = owner(CHEN)
        source_clients.report = says(CHEN)

        self.prove(account)

        level, until = level_of_account(account.pk, NOW)
        assert (level, until) == (Level.INTERMEDIATE, NOW + dt.timedelta(days=90))
        assert not SocialBinding.objects.exists()

    def test_never_sign_anybody_in(self, source_clients: FakeClients) -> None:
        owner(CHEN)
        source_clients.report = says(CHEN)

        with pytest.raises(errors.SocialProviderNotOffered):
            go(make_visit())

    def test_prove_nobody_but_the_owner_of_the_account(self, source_clients: FakeClients) -> None:
        account = owner(LUO)
        source_clients.report = says(CHEN)

        with pytest.raises(errors.SourceNamesAnother):
            self.prove(account)
        assert level_of_account(account.pk, NOW)[0] is Level.PRIMARY

    def test_prove_nothing_without_a_name(self, source_clients: FakeClients) -> None:
        account = owner(CHEN)
        source_clients.report = says(None)

        with pytest.raises(errors.SourceKnowsTooLittle):
            self.prove(account)

    def test_prove_nothing_for_who_signed_in_meanwhile(self, source_clients: FakeClients) -> None:
        account, other = owner(CHEN), owner(LUO)
        source_clients.report = says(CHEN)
        visit = make_visit()
        state = go(visit, aim=OutsideAim.CONFIRM, actor=make_actor(account))

        with pytest.raises(errors.OutsideNotUsable):
            come_back(visit, state, actor=make_actor(other))

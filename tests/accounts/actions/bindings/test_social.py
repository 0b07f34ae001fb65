import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.bindings.bind_social import bind_social
from shiming.accounts.actions.bindings.remove_binding import remove_binding
from shiming.accounts.actions.sign_in.return_from_social import (
    ReturnedFromSocial,
    return_from_social,
)
from shiming.accounts.actions.sign_in.start_social import start_social
from shiming.accounts.models import Account, Session, SocialBinding
from shiming.accounts.policies.outside_proofs import code_challenge_of
from shiming.accounts.ports import SocialProviders
from shiming.accounts.types import (
    SOCIAL_METHOD,
    AccountId,
    AccountState,
    BindingId,
    OutsideAim,
    OutsideKind,
    OutsideOutcome,
    OutsideProofId,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, visitor
from shiming.messages.models import InboxMessage
from tests.accounts.social_fakes import FakeNetwork, query_of
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import NOW, make_account_of, make_actor, make_visit

pytestmark = pytest.mark.django_db

LATER = NOW + dt.timedelta(minutes=1)
BACK = "https://portal.example/sign-in/social/wechat/back/"


@pytest.fixture
def network() -> Iterator[FakeNetwork]:
    wechat, qq = FakeNetwork(), FakeNetwork(code="qq", name="QQ")
    with ports.social_providers.replaced(SocialProviders(providers=(wechat, qq))):
        yield wechat


@pytest.fixture
def account() -> Account:
    return make_account_of(PROOFED_CITIZEN, is_attached=True)


@pytest.fixture
def visit() -> Visit:
    return make_visit()


def start(
    visit: Visit, *, actor: Actor | None = None, provider: str = "wechat", now: dt.datetime = NOW
) -> str:
    """Go to the network, and return the `state` that went along."""
    started = start_social(
        provider=provider,
        aim=OutsideAim.SIGN_IN if actor is None else OutsideAim.BIND,
        redirect_uri=BACK,
        wanted="/me/",
        actor=actor or visitor(),
        visit=visit,
        now=now,
    )
    return query_of(started.url)["state"]


def come_back(
    state: str, visit: Visit, *, code: str = "code", provider: str = "wechat"
) -> ReturnedFromSocial:
    return return_from_social(
        provider=provider,
        state=state,
        code=code,
        redirect_uri=BACK,
        visit=visit,
        replaces=None,
        now=LATER,
    )


def bind(account: Account, visit: Visit, *, provider: str = "wechat") -> BindingId:
    """Bind as a person does: to the network and back, and yes."""
    actor = make_actor(account, now=NOW)
    returned = come_back(start(visit, actor=actor, provider=provider), visit, provider=provider)
    assert returned.to_bind is not None
    bound = bind_social(proof_id=returned.to_bind, actor=actor, visit=visit, now=LATER)
    return bound.binding_id


class TestSignIn:
    @pytest.mark.requirement("S14-2")
    @pytest.mark.parametrize("provider", ["wechat", "qq"])
    def test_signs_in_whom_the_network_names_once_they_are_bound(
        self, network: FakeNetwork, account: Account, visit: Visit, provider: str
    ) -> None:
        bind(account, visit, provider=provider)
        elsewhere = make_visit()

        returned = come_back(start(elsewhere, provider=provider), elsewhere, provider=provider)

        assert isinstance(returned.signed_in, StartedSession)
        session = Session.objects.get(public_id=returned.signed_in.session_id)
        assert (session.account_id, session.methods) == (account.pk, [SOCIAL_METHOD])
        assert returned.wanted == "/me/"

    def test_signs_nobody_in_who_is_not_bound(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        returned = come_back(start(visit), visit)

        assert (returned.signed_in, SocialBinding.objects.count()) == (None, 0)
        assert returned.to_bind is not None
        assert Session.objects.count() == 0

    def test_tells_two_networks_apart(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        bind(account, visit)

        returned = come_back(start(visit, provider="qq"), visit, provider="qq")

        assert returned.signed_in is None

    def test_lets_nobody_into_a_frozen_account(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        bind(account, visit)
        Account.objects.update(state=AccountState.FROZEN)

        with pytest.raises(errors.AccountFrozen):
            come_back(start(visit), visit)

    @pytest.mark.parametrize(
        ("outcome", "refusal"),
        [
            (OutsideOutcome.REFUSED, errors.SocialRefused),
            (OutsideOutcome.UNAVAILABLE, errors.OutsideUnavailable),
        ],
    )
    def test_says_what_the_network_said(
        self,
        network: FakeNetwork,
        visit: Visit,
        outcome: OutsideOutcome,
        refusal: type[Exception],
    ) -> None:
        network.outcome = outcome

        with pytest.raises(refusal):
            come_back(start(visit), visit)

    def test_asks_no_network_when_the_person_said_no(
        self, network: FakeNetwork, visit: Visit
    ) -> None:
        with pytest.raises(errors.SocialRefused):
            come_back(start(visit), visit, code="")
        assert network.asked == []

    def test_knows_the_networks_that_are_connected(self, visit: Visit) -> None:
        with pytest.raises(errors.SocialProviderNotOffered):
            start(visit)


class TestState:
    def test_is_good_once(self, network: FakeNetwork, visit: Visit) -> None:
        state = start(visit)
        come_back(state, visit)

        with pytest.raises(errors.OutsideNotUsable):
            come_back(state, visit)
        assert len(network.asked) == 1

    def test_belongs_to_one_browser(self, network: FakeNetwork, visit: Visit) -> None:
        with pytest.raises(errors.OutsideNotUsable):
            come_back(start(visit), make_visit())
        assert network.asked == []

    def test_belongs_to_one_network(self, network: FakeNetwork, visit: Visit) -> None:
        with pytest.raises(errors.OutsideNotUsable):
            come_back(start(visit), visit, provider="qq")
        assert network.asked == []

    @pytest.mark.parametrize("state", ["", "x", "x" * 5000, "\0", "0" * 32, f"{'0' * 32}.x"])
    def test_of_others_is_refused(self, network: FakeNetwork, visit: Visit, state: str) -> None:
        with pytest.raises(errors.OutsideNotUsable):
            come_back(state, visit)

    def test_guessed_wrong_uses_the_errand_up(self, network: FakeNetwork, visit: Visit) -> None:
        state = start(visit)

        with pytest.raises(errors.OutsideNotUsable):
            come_back(f"{state}x", visit)
        with pytest.raises(errors.OutsideNotUsable):
            come_back(state, visit)
        last = AuditRecord.objects.order_by("pk").last()
        assert last is not None
        assert last.event == "accounts.abuse.social_state_forged"

    def test_goes_with_a_verifier_and_a_nonce_of_its_own(
        self, network: FakeNetwork, visit: Visit
    ) -> None:
        started = start_social(
            provider="wechat",
            aim=OutsideAim.SIGN_IN,
            redirect_uri=BACK,
            wanted="/",
            actor=visitor(),
            visit=visit,
            now=NOW,
        )
        query = query_of(started.url)

        come_back(query["state"], visit)

        assert query["code_challenge"] == code_challenge_of(network.asked[0]["verifier"])
        assert network.asked[0]["nonce"] not in started.url


class TestBinding:
    @pytest.mark.requirement("S14-3")
    def test_is_made_by_its_owner_told_to_them_and_taken_away_again(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        binding_id = bind(account, visit)
        shown = queries.list_bindings(AccountId(account.pk))
        remove_binding(
            kind=OutsideKind.SOCIAL,
            binding_id=binding_id,
            actor=make_actor(account, now=LATER),
            now=LATER,
        )

        assert [(row.id, row.provider) for row in shown] == [(binding_id, "wechat")]
        assert queries.list_bindings(AccountId(account.pk)) == []
        told = InboxMessage.objects.filter(account_id=account.pk).values_list("template", flat=True)
        assert {"accounts/binding_added", "accounts/binding_removed"} <= set(told)
        events = set(AuditRecord.objects.values_list("event", flat=True))
        assert {"accounts.social.bound", "accounts.social.unbound"} <= events
        assert come_back(start(visit), visit).signed_in is None

    def test_keeps_an_opaque_name_and_no_token(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        bind(account, visit)

        row = SocialBinding.objects.values().get()
        assert network.subject not in row["subject_index"]
        assert set(row) == {
            *("id", "account_id", "provider", "subject", "subject_index"),
            *("bound_at", "used_at", "suspended_at"),
        }

    def test_of_one_social_account_is_for_one_account(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        bind(account, visit)

        with pytest.raises(errors.SocialTaken):
            bind(make_account_of(AGENT), make_visit())
        assert SocialBinding.objects.get().account_id == account.pk

    def test_is_one_for_an_account_and_a_network(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        bind(account, visit)
        network.subject = "subject-2"

        with pytest.raises(errors.SocialAlreadyBound):
            bind(account, visit)
        assert SocialBinding.objects.get().subject == "subject-1"

    def test_is_free_again_when_the_account_is_closed(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        bind(account, visit)
        Account.objects.update(state=AccountState.CLOSED)

        other = make_account_of(AGENT)
        bind(other, make_visit())

        assert SocialBinding.objects.get().account_id == other.pk

    def test_wants_a_fresh_proof_of_ones_own(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        actor = make_actor(account, now=NOW)
        late = NOW + dt.timedelta(minutes=5)

        with pytest.raises(errors.ReauthenticationRequired):
            start(visit, actor=actor, now=late)
        weak = dataclasses.replace(actor, factors={SOCIAL_METHOD: late, "mca": late})
        with pytest.raises(errors.ReauthenticationRequired):
            start(visit, actor=weak, now=late)

    def test_is_not_removed_without_one_nor_by_others(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        binding_id = bind(account, visit)
        own, other = make_actor(account, now=NOW), make_actor(make_account_of(AGENT), now=LATER)
        late = NOW + dt.timedelta(minutes=5)

        with pytest.raises(errors.ReauthenticationRequired):
            remove_binding(kind=OutsideKind.SOCIAL, binding_id=binding_id, actor=own, now=late)
        with pytest.raises(errors.BindingNotFound):
            remove_binding(kind=OutsideKind.SOCIAL, binding_id=binding_id, actor=other, now=LATER)
        assert SocialBinding.objects.count() == 1

    def test_belongs_to_the_account_that_began_it(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        returned = come_back(start(visit, actor=make_actor(account, now=NOW)), visit)
        other = make_actor(make_account_of(AGENT), now=NOW)
        assert returned.to_bind is not None

        with pytest.raises(errors.OutsideNotUsable):
            bind_social(proof_id=returned.to_bind, actor=other, visit=visit, now=LATER)
        assert SocialBinding.objects.count() == 0

    def test_follows_a_first_sign_in_after_signing_in_another_way(
        self, network: FakeNetwork, account: Account, visit: Visit
    ) -> None:
        returned = come_back(start(visit), visit)
        assert returned.to_bind is not None

        bind_social(
            proof_id=returned.to_bind, actor=make_actor(account, now=LATER), visit=visit, now=LATER
        )

        assert come_back(start(visit), visit).signed_in is not None

    def test_needs_somebody_to_bind_to(self, network: FakeNetwork, visit: Visit) -> None:
        returned = come_back(start(visit), visit)

        with pytest.raises(errors.SignInRequired):
            bind_social(
                proof_id=returned.to_bind or OutsideProofId(uuid.uuid4()),
                actor=visitor(),
                visit=visit,
                now=LATER,
            )

"""Signing in over a trust source: first use, links, changes and ends (E4)."""

import dataclasses
import datetime as dt
import urllib.parse
from collections.abc import Iterator

import pytest

from shiming.accounts import errors, ports
from shiming.accounts.actions.bindings.bind_social import bind_social
from shiming.accounts.actions.registration.open_account_from_source import (
    OpenedFromSource,
    open_account_from_source,
)
from shiming.accounts.actions.sign_in.return_from_source import (
    ReturnedFromSource,
    return_from_source,
)
from shiming.accounts.actions.sign_in.sign_in_at_source import sign_in_at_source
from shiming.accounts.actions.sign_in.start_social import start_social
from shiming.accounts.models import Account, OutsideProofRow, Session, SocialBinding
from shiming.accounts.source_entry import EnteredFromSource
from shiming.accounts.types import (
    AccountKind,
    HumanAnswer,
    OutsideAim,
    OutsideOutcome,
    OutsideProofId,
    SourceUse,
    StartedSession,
    Visit,
)
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor, system_actor, visitor
from shiming.kernel.levels import Level
from shiming.messages.models import OutboxMessage
from shiming.proofing import operations as proofing
from shiming.proofing.models import Evidence
from shiming.proofing.queries import level_of_account
from shiming.proofing.types import EvidenceKind
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.types import SourceProtocol, SourceReport, SourceState
from tests.cast import AGENT as LUO
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.cast import Member
from tests.factories.accounts import (
    NOW,
    make_account,
    make_account_of,
    make_actor,
    make_visit,
)
from tests.trust_sources.source_kit import PROPOSER, FakeClients, approved, says, terms

pytestmark = pytest.mark.django_db

BACK = "https://id.example/sign-in/source/city/back/"
LATER = NOW + dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _plain() -> Iterator[None]:
    plain = dataclasses.replace(ports.policy(), checked_forms=frozenset())
    with ports.policy.replaced(plain):
        yield


def go(
    visit: Visit,
    *,
    aim: OutsideAim = OutsideAim.SIGN_IN,
    actor: Actor | None = None,
    now: dt.datetime = NOW,
) -> str:
    """Go to the source, and return the state with which it sends people back."""
    started = start_social(
        provider="city",
        aim=aim,
        redirect_uri=BACK,
        wanted="/wanted/",
        actor=actor or visitor(),
        visit=visit,
        now=now,
    )
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(started.url).query))
    return query["state"]


def come_back(
    visit: Visit, state: str, *, actor: Actor | None = None, now: dt.datetime = NOW
) -> ReturnedFromSource:
    return return_from_source(
        code="city",
        answer={"state": state, "code": "a code"},
        redirect_uri=BACK,
        actor=actor or visitor(),
        visit=visit,
        replaces=None,
        now=now,
    )


def enter(
    visit: Visit,
    *,
    now: dt.datetime = NOW,
    aim: OutsideAim = OutsideAim.SIGN_IN,
    by: Actor | None = None,
) -> ReturnedFromSource:
    return come_back(visit, go(visit, now=now, aim=aim, actor=by), now=now, actor=by)


def open_account(visit: Visit, entered: ReturnedFromSource) -> OpenedFromSource:
    assert entered.to_decide is not None
    return open_account_from_source(proof_id=entered.to_decide, visit=visit, replaces=None, now=NOW)


def owner(member: Member, *, level: Level = Level.PRIMARY) -> Account:
    """Return the account of a person whom the register has confirmed."""
    account = make_account_of(member, is_attached=True)
    assert account.person_id is not None
    kinds = [EvidenceKind.REGISTER_TWO_FACTORS]
    if level is Level.INTERMEDIATE:
        kinds.append(EvidenceKind.LIVE_FACE)
    for kind in kinds:
        proofing.add_evidence(
            person_id=account.person_id,
            account_id=account.pk,
            kind=kind,
            source="tests",
            actor=system_actor(device="tests"),
            now=NOW,
        )
    return account


def is_linked(account: Account) -> bool:
    return SocialBinding.objects.filter(account=account, provider="city").exists()


class TestWithoutAnyAccount:
    @pytest.mark.requirement("S19-3", "S16-2")
    def test_opens_one_at_the_level_of_the_source(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()

        opened = open_account(visit, enter(visit))

        assert opened.wanted == "/wanted/"
        assert opened.started.level is Level.INTERMEDIATE
        evidence = Evidence.objects.get()
        assert (evidence.kind, evidence.source) == (EvidenceKind.TRUST_SOURCE, "city")
        assert evidence.valid_until == NOW + dt.timedelta(days=30)

    def test_gives_no_more_than_the_source_says_of_this_user(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.report = says(CHEN, acr="register")
        visit = make_visit()

        assert open_account(visit, enter(visit)).started.level is Level.PRIMARY

    def test_gives_no_more_than_the_contract(self, source_clients: FakeClients) -> None:
        approved(level=Level.PRIMARY)
        source_clients.report = says(CHEN)
        visit = make_visit()

        assert open_account(visit, enter(visit)).started.level is Level.PRIMARY

    def test_takes_a_number_that_cannot_be_for_nobodys(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(None, id_number="600101198506150020", name=CHEN.name)
        visit = make_visit()

        assert open_account(visit, enter(visit)).started.level is Level.REGISTERED
        assert not Evidence.objects.exists()

    def test_opens_nothing_where_the_contract_does_not_say_so(
        self, source_clients: FakeClients
    ) -> None:
        approved(opens_accounts=False)
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)

        with pytest.raises(errors.SourceOpensNothing):
            open_account(visit, entered)
        assert not Account.objects.exists()

    def test_opens_one_account_for_a_word_and_not_two(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)
        open_account(visit, entered)

        with pytest.raises(errors.OutsideNotUsable):
            open_account(visit, entered)
        assert Account.objects.count() == 1

    def test_does_not_hand_the_word_to_another_browser(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        entered = enter(make_visit())

        with pytest.raises(errors.OutsideNotUsable):
            open_account(make_visit(), entered)

    def test_opens_none_for_who_has_registered_meanwhile(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)
        account = owner(CHEN)

        with pytest.raises(errors.SourceNeedsProof):
            open_account(visit, entered)
        assert not is_linked(account)


class TestTakeover:
    def test_a_source_that_names_somebody_gets_into_no_account_of_theirs(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        account = owner(CHEN)
        source_clients.report = says(CHEN)

        entered = enter(make_visit())

        assert entered.signed_in is None
        assert not is_linked(account)
        assert not Session.objects.exists()

    def test_a_strong_source_does_so_where_its_contract_says_it_may(
        self, source_clients: FakeClients
    ) -> None:
        approved(links_alone=True)
        account = owner(CHEN)
        source_clients.report = says(CHEN)

        entered = enter(make_visit())

        assert isinstance(entered.signed_in, StartedSession)
        assert entered.signed_in.account_id == account.pk
        told = OutboxMessage.objects.filter(template="accounts/binding_added")
        assert told.exists()

    def test_but_never_where_the_account_is_known_better_than_the_source_knows_people(
        self, source_clients: FakeClients
    ) -> None:
        approved(links_alone=True, level=Level.PRIMARY)
        account = owner(CHEN, level=Level.INTERMEDIATE)
        source_clients.report = says(CHEN)

        assert enter(make_visit()).signed_in is None
        assert not is_linked(account)

    def test_nor_where_there_are_several_accounts(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        owner(CHEN)
        second = make_account()
        proofing_account = Account.objects.filter(person__isnull=False).get()
        Account.objects.filter(pk=second.pk).update(person_id=proofing_account.person_id)
        source_clients.report = says(CHEN)

        assert enter(make_visit()).signed_in is None
        assert not SocialBinding.objects.exists()

    def test_nor_under_another_name(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        account = owner(CHEN)
        source_clients.report = says(None, id_number=CHEN.number, name=LUO.name)

        with pytest.raises(errors.SourceNamesAnother):
            enter(make_visit())
        assert not is_linked(account)
        assert AuditRecord.objects.filter(event="accounts.abuse.source_conflict").exists()

    def test_nor_by_mobile_or_mailbox(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        account = make_account_of(CHEN)
        source_clients.report = says(None, phone_number=CHEN.mobile, email="chen@city.example")

        assert enter(make_visit()).signed_in is None
        assert not is_linked(account)

    def test_nor_to_an_account_of_staff(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        account = owner(CHEN)
        Account.objects.filter(pk=account.pk).update(kind=AccountKind.STAFF)
        source_clients.report = says(CHEN)

        assert enter(make_visit()).signed_in is None
        assert not is_linked(account)

    def test_nor_for_a_second_user_of_the_same_source(self, source_clients: FakeClients) -> None:
        approved(links_alone=True)
        owner(CHEN)
        source_clients.report = says(CHEN, subject="u-1")
        enter(make_visit())
        source_clients.report = says(CHEN, subject="u-2")

        assert enter(make_visit()).signed_in is None


class TestLinking:
    def link(self, account: Account, visit: Visit, entered: ReturnedFromSource) -> None:
        assert entered.to_decide is not None
        bind_social(
            proof_id=OutsideProofId(entered.to_decide),
            actor=make_actor(account),
            visit=visit,
            now=LATER,
        )

    def test_takes_the_owner_of_the_account_and_then_signs_in(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        account = owner(CHEN)
        source_clients.report = says(CHEN)
        visit = make_visit()

        self.link(account, visit, enter(visit))

        signed_in = enter(make_visit(), now=LATER).signed_in
        assert isinstance(signed_in, StartedSession)
        assert signed_in.account_id == account.pk
        assert signed_in.level is Level.INTERMEDIATE

    def test_is_refused_to_who_is_somebody_else(self, source_clients: FakeClients) -> None:
        approved()
        owner(CHEN)
        stranger = owner(LUO)
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)

        with pytest.raises(errors.SourceNamesAnother):
            self.link(stranger, visit, entered)
        assert not is_linked(stranger)
        assert not Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).exists()

    def test_is_refused_to_a_user_whom_the_source_has_ended(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        account, visit = owner(CHEN), make_visit()
        source_clients.report = says(CHEN, status="closed")

        with pytest.raises(errors.SourceUserEnded):
            enter(visit, aim=OutsideAim.BIND, by=make_actor(account))
        assert not is_linked(account)
        assert not Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).exists()

    def test_is_refused_when_the_source_was_suspended_meanwhile(
        self, source_clients: FakeClients
    ) -> None:
        source_id = approved()
        account = owner(CHEN)
        source_clients.report = says(CHEN)
        visit = make_visit()
        entered = enter(visit)
        change_source(source_id=source_id, state=SourceState.SUSPENDED, officer=PROPOSER, now=NOW)

        with pytest.raises(errors.SourceNotOffered):
            self.link(account, visit, entered)
        assert not is_linked(account)


class TestLinkedUser:
    @pytest.fixture
    def account(self, source_clients: FakeClients) -> Account:
        approved(links_alone=True)
        account = owner(CHEN)
        source_clients.report = says(CHEN)
        enter(make_visit())
        return account

    def test_whom_the_source_names_otherwise_by_now_is_not_signed_in(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        source_clients.report = says(LUO)
        sessions = Session.objects.count()

        with pytest.raises(errors.SourceNamesAnother):
            enter(make_visit())
        assert Session.objects.count() == sessions
        assert AuditRecord.objects.filter(event="accounts.abuse.source_conflict").exists()

    def test_who_has_ended_there_is_not_signed_in_and_loses_the_level(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        assert level_of_account(account.pk, NOW)[0] is Level.INTERMEDIATE
        source_clients.report = says(CHEN, status="CLOSED")

        with pytest.raises(errors.SourceUserEnded):
            enter(make_visit())
        assert level_of_account(account.pk, NOW)[0] is Level.PRIMARY

    def test_who_is_known_less_surely_there_loses_the_level_at_the_next_sign_in(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        source_clients.report = says(CHEN, acr="register")

        signed_in = enter(make_visit(), now=LATER).signed_in

        assert isinstance(signed_in, StartedSession)
        assert signed_in.level is Level.PRIMARY

    def test_is_not_written_about_at_each_sign_in(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        enter(make_visit(), now=LATER)

        assert Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).count() == 1

    def test_whose_source_has_no_contract_any_more_keeps_a_link_without_use(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        approved(links_alone=True, contract_until=NOW.date() - dt.timedelta(days=1))

        with pytest.raises(errors.SocialProviderNotOffered):
            enter(make_visit())
        assert is_linked(account)

    def test_whose_account_is_of_a_kind_that_the_contract_leaves_out_is_refused(
        self, account: Account, source_clients: FakeClients
    ) -> None:
        Account.objects.filter(pk=account.pk).update(kind=AccountKind.STAFF)

        with pytest.raises(errors.MethodNotOffered):
            enter(make_visit())


class TestComingBack:
    def test_twice_with_one_state_is_refused(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        state = go(visit)
        come_back(visit, state)

        with pytest.raises(errors.OutsideNotUsable):
            come_back(visit, state)
        assert len(source_clients.asked) == 1

    def test_with_a_word_that_waits_for_its_owner_is_refused(
        self, source_clients: FakeClients
    ) -> None:
        approved()
        source_clients.report = says(CHEN)
        visit = make_visit()
        waiting = enter(visit).to_decide
        assert waiting is not None

        with pytest.raises(errors.OutsideNotUsable):
            come_back(visit, f"{waiting.hex}.")

    def test_in_another_browser_is_refused(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        state = go(make_visit())

        with pytest.raises(errors.OutsideNotUsable):
            come_back(make_visit(), state)
        assert source_clients.asked == []

    def test_with_the_state_of_another_source_is_refused(self, source_clients: FakeClients) -> None:
        approved()
        approved("other")
        visit = make_visit()
        state = go(visit)

        with pytest.raises(errors.OutsideNotUsable):
            return_from_source(
                code="other",
                answer={"state": state, "code": "a code"},
                redirect_uri=BACK,
                actor=visitor(),
                visit=visit,
                replaces=None,
                now=NOW,
            )
        assert source_clients.asked == []

    @pytest.mark.parametrize(
        ("outcome", "refusal"),
        [
            (OutsideOutcome.REFUSED, errors.SourceRefused),
            (OutsideOutcome.UNAVAILABLE, errors.OutsideUnavailable),
        ],
    )
    def test_without_a_word_of_the_source_signs_nobody_in(
        self,
        source_clients: FakeClients,
        outcome: OutsideOutcome,
        refusal: type[Exception],
    ) -> None:
        approved()
        source_clients.report = SourceReport(outcome=outcome)

        with pytest.raises(refusal):
            enter(make_visit())
        assert not Session.objects.exists()

    def test_leaves_nothing_readable_of_the_person(self, source_clients: FakeClients) -> None:
        approved()
        source_clients.report = says(CHEN)
        enter(make_visit())

        rows = OutsideProofRow.objects.extra(select={"raw": "secrets"}).values_list("raw")
        assert all(CHEN.number.encode() not in bytes(raw) for (raw,) in rows)


class TestPassword:
    @pytest.fixture(autouse=True)
    def _directory(self, source_clients: FakeClients) -> None:
        connection = dataclasses.replace(
            terms().connection, protocol=SourceProtocol.IMAP, address="mail.example:993"
        )
        approved(connection=connection, links_alone=True)

    def sign_in(self, visit: Visit, name: str = "chen") -> EnteredFromSource:
        return sign_in_at_source(
            code="city",
            name=name,
            password="of the source",
            wanted="/wanted/",
            human=HumanAnswer(),
            visit=visit,
            replaces=None,
            now=NOW,
        )

    @pytest.mark.requirement("S15-8")
    def test_signs_in_whom_the_source_knows(self, source_clients: FakeClients) -> None:
        account = owner(CHEN)
        source_clients.report = says(CHEN)

        signed_in = self.sign_in(make_visit()).signed_in

        assert isinstance(signed_in, StartedSession)
        assert signed_in.account_id == account.pk

    def test_is_not_guessed_at_through_us(self, source_clients: FakeClients) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.REFUSED)
        for _ in range(5):
            with pytest.raises(errors.SourcePasswordWrong):
                self.sign_in(make_visit())

        with pytest.raises(errors.SignInLocked):
            self.sign_in(make_visit(), name=" CHEN ")
        assert len(source_clients.asked) == 5

    def test_is_not_guessed_at_under_spellings_that_directories_take_for_one(
        self, source_clients: FakeClients
    ) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.REFUSED)
        for name in ("chen", "ｃhen", "ch\u00aden", "chén", "ch\u200ben"):
            with pytest.raises(errors.SourcePasswordWrong):
                self.sign_in(make_visit(), name=name)

        with pytest.raises(errors.SignInLocked):
            self.sign_in(make_visit(), name="ｃｈｅｎ")

    def test_costs_no_try_while_the_source_is_silent(self, source_clients: FakeClients) -> None:
        source_clients.report = SourceReport(outcome=OutsideOutcome.UNAVAILABLE)

        for _ in range(8):
            with pytest.raises(errors.OutsideUnavailable):
                self.sign_in(make_visit())


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

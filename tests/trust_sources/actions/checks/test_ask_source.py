"""Having a source compare who somebody is: what counts, and what is tried against it."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import pytest

from shiming.accounts import errors as accounts_errors
from shiming.accounts.models import Account, Person
from shiming.accounts.types import SourceUse
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.kernel.levels import Level
from shiming.legal_persons.models import LegalPersonEvidence
from shiming.legal_persons.queries import level_of_unit
from shiming.proofing.models import Evidence
from shiming.proofing.queries import level_of_account
from shiming.proofing.types import EvidenceKind
from shiming.trust_sources import errors, ports
from shiming.trust_sources.actions.checks.ask_source import AskedSource, ask_source
from shiming.trust_sources.actions.checks.finish_check import finish_check
from shiming.trust_sources.actions.sources.change_source import change_source
from shiming.trust_sources.models import ProofCheck
from shiming.trust_sources.types import SourceProtocol, SourceState
from shiming.trust_sources.types.checks import CheckOutcome, CheckState
from tests.cast import AGENT as LUO
from tests.cast import PROOFED_CITIZEN as CHEN
from tests.factories.accounts import NOW, make_account_of, make_actor
from tests.factories.legal_persons import make_proofed
from tests.legal_persons.office_kit import Staffed, make_staffed
from tests.trust_sources.check_kit import FakeChecks, comparing
from tests.trust_sources.source_kit import PROPOSER, FakeClients

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_clients")]

CARD = "6000000000000009"


@pytest.fixture
def checks() -> Iterator[FakeChecks]:
    with ports.proof_checks.replaced(fake := FakeChecks()):
        yield fake


def ask(
    account: Account | None = None,
    *,
    actor: Actor | None = None,
    code: str = "bank",
    typed: str = CARD,
    is_consented: bool = True,
    now: dt.datetime = NOW,
) -> AskedSource:
    if actor is None:
        assert account is not None
        actor = make_actor(account, now=now)
    return ask_source(
        code=code,
        portal="",
        typed=typed,
        is_consented=is_consented,
        back_url=lambda check_id: f"https://id.example/me/proofs/back/{check_id}/",
        actor=actor,
        now=now,
    )


def level(account: Account, now: dt.datetime = NOW) -> Level:
    return level_of_account(account.pk, now)[0]


class TestMatch:
    @pytest.mark.parametrize("protocol", ["unionpay", "provident_fund"])
    def test_gives_the_intermediate_level_for_its_time(
        self, checks: FakeChecks, protocol: str
    ) -> None:
        comparing(SourceProtocol(protocol))
        account = make_proofed(CHEN)
        assert level(account) is Level.PRIMARY

        ask(account)

        evidence = Evidence.objects.get(kind=EvidenceKind.TRUST_SOURCE)
        assert (evidence.source, evidence.strength) == ("bank", Level.INTERMEDIATE)
        assert evidence.valid_until == NOW + dt.timedelta(days=90)
        assert level(account) is Level.INTERMEDIATE
        assert level(account, NOW + dt.timedelta(days=91)) is Level.PRIMARY

    def test_compares_what_is_proven_here_and_nothing_made_up_but_the_card(
        self, checks: FakeChecks
    ) -> None:
        comparing(SourceProtocol.UNIONPAY)

        ask(make_proofed(CHEN))

        question = checks.asked[0]
        assert question.number.value == CHEN.number
        assert question.name.value == CHEN.name
        assert question.mobile == CHEN.mobile_number
        assert question.typed == CARD

    def test_keeps_the_consent_and_no_card(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.UNIONPAY)

        ask(make_proofed(CHEN))

        check = ProofCheck.objects.get()
        assert (check.state, check.consent) == (CheckState.MATCH, "name number mobile card")
        assert CARD not in str(check.errand)
        assert AuditRecord.objects.filter(event="trust_sources.check.asked").exists()


class TestNo:
    @pytest.mark.parametrize(
        ("outcome", "refusal"),
        [
            (CheckOutcome.MISMATCH, errors.CheckMismatch),
            (CheckOutcome.NO_RECORD, errors.CheckNoRecord),
        ],
    )
    def test_gives_nothing_and_is_in_the_abuse_log(
        self, checks: FakeChecks, outcome: CheckOutcome, refusal: type[Exception]
    ) -> None:
        comparing(SourceProtocol.UNIONPAY)
        account = make_proofed(CHEN)
        checks.outcome = outcome

        with pytest.raises(refusal):
            ask(account)

        assert level(account) is Level.PRIMARY
        assert not Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).exists()
        assert AuditRecord.objects.filter(event="trust_sources.abuse.check_refused").exists()

    def test_leaves_what_was_proven_before(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.UNIONPAY)
        account = make_proofed(CHEN)
        ask(account)
        checks.outcome = CheckOutcome.MISMATCH

        with pytest.raises(errors.CheckMismatch):
            ask(account)
        assert level(account) is Level.INTERMEDIATE


class TestLimit:
    def test_ends_guessing_at_cards_for_the_day(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.UNIONPAY)
        account = make_proofed(CHEN)
        checks.outcome = CheckOutcome.MISMATCH
        for _ in range(5):
            with pytest.raises(errors.CheckMismatch):
                ask(account)
        checks.outcome = CheckOutcome.MATCH

        with pytest.raises(errors.CheckLimitReached):
            ask(account)
        assert len(checks.asked) == 5
        assert level(account) is Level.PRIMARY
        ask(account, now=NOW + dt.timedelta(days=1))

    def test_is_one_for_all_sources_but_cards(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.PROVIDENT_FUND)
        comparing(SourceProtocol.PROVIDENT_FUND, code="other")
        account = make_proofed(CHEN)
        checks.outcome = CheckOutcome.NO_RECORD
        for code in ("bank", "other", "bank", "other", "bank"):
            with pytest.raises(errors.CheckNoRecord):
                ask(account, code=code)

        with pytest.raises(errors.CheckLimitReached):
            ask(account, code="other")

    def test_is_not_used_up_by_a_silent_source(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.UNIONPAY)
        account = make_proofed(CHEN)
        checks.outcome = CheckOutcome.UNAVAILABLE
        for _ in range(8):
            with pytest.raises(errors.CheckUnavailable):
                ask(account)
        checks.outcome = CheckOutcome.MATCH

        ask(account)
        assert level(account) is Level.INTERMEDIATE
        assert not AuditRecord.objects.filter(event__contains="abuse.check").exists()


class TestWhoMayAsk:
    def test_is_nobody_whom_no_register_has_confirmed(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.UNIONPAY)

        with pytest.raises(accounts_errors.PersonRequired):
            ask(make_account_of(CHEN))
        assert checks.asked == []

    def test_is_nobody_who_did_not_agree(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.UNIONPAY)

        with pytest.raises(errors.CheckWithoutConsent):
            ask(make_proofed(CHEN), is_consented=False)
        assert checks.asked == []
        assert not ProofCheck.objects.exists()

    def test_is_nobody_without_a_proven_mobile(self, checks: FakeChecks) -> None:
        comparing(SourceProtocol.UNIONPAY)
        account = make_proofed(CHEN)
        Account.objects.filter(pk=account.pk).update(mobile=None, mobile_index=None)

        with pytest.raises(errors.CheckNeedsMobile):
            ask(account)

    def test_is_nobody_at_a_source_that_is_suspended_or_elsewhere(self, checks: FakeChecks) -> None:
        source_id = comparing(SourceProtocol.UNIONPAY)
        comparing(SourceProtocol.UNIONPAY, code="far", portals=("elsewhere",))
        change_source(source_id=source_id, state=SourceState.SUSPENDED, officer=PROPOSER, now=NOW)

        account = make_proofed(CHEN)

        for code in ("bank", "far", "nobody"):
            with pytest.raises(errors.CheckNotOffered):
                ask(account, code=code)
        assert checks.asked == []

    def test_is_nobody_whose_account_became_somebody_elses_meanwhile(
        self, checks: FakeChecks
    ) -> None:
        comparing(SourceProtocol.ALIPAY)
        account, other = make_proofed(CHEN), make_proofed(LUO)
        actor = make_actor(account)
        asked = ask(actor=actor)
        Account.objects.filter(pk=account.pk).update(person_id=other.person_id)

        with pytest.raises(errors.CheckNotOpen):
            finish(asked, checks.state, actor=actor)
        assert not Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).exists()


def finish(asked: AskedSource, state: str, *, actor: Actor, now: dt.datetime = NOW) -> None:
    finish_check(check_id=asked.check_id, state=state, portal="", actor=actor, now=now)


class TestOnThePageOfTheSource:
    @pytest.fixture
    def account(self) -> Account:
        comparing(SourceProtocol.ALIPAY)
        return make_proofed(CHEN)

    def test_proves_the_person_who_comes_back(self, checks: FakeChecks, account: Account) -> None:
        actor = make_actor(account)

        asked = ask(actor=actor)
        assert level(account) is Level.PRIMARY
        finish(asked, checks.state, actor=actor)

        assert asked.url == "https://pay.example/certify"
        assert level(account) is Level.INTERMEDIATE

    def test_proves_nothing_twice(self, checks: FakeChecks, account: Account) -> None:
        actor = make_actor(account)
        asked = ask(actor=actor)
        finish(asked, checks.state, actor=actor)

        with pytest.raises(errors.CheckNotOpen):
            finish(asked, checks.state, actor=actor)
        assert Evidence.objects.filter(kind=EvidenceKind.TRUST_SOURCE).count() == 1

    def test_proves_nothing_for_who_sent_somebody_else_there(
        self, checks: FakeChecks, account: Account
    ) -> None:
        thief, victim = make_actor(account), make_actor(make_proofed(LUO))
        asked = ask(actor=thief)

        with pytest.raises(errors.CheckNotOpen):
            finish(asked, checks.state, actor=victim)
        with pytest.raises(errors.CheckNotOpen):
            finish(asked, checks.state, actor=thief)
        assert level(account) is Level.PRIMARY
        event = "trust_sources.abuse.check_brought_by_another"
        assert AuditRecord.objects.filter(event=event).exists()

    def test_proves_nothing_without_what_the_source_gave_the_browser(
        self, checks: FakeChecks, account: Account
    ) -> None:
        actor = make_actor(account)
        asked = ask(actor=actor)

        with pytest.raises(errors.CheckNotOpen):
            finish(asked, "", actor=actor)
        assert level(account) is Level.PRIMARY

    def test_proves_nothing_after_half_an_hour(self, checks: FakeChecks, account: Account) -> None:
        actor = make_actor(account)
        asked = ask(actor=actor)

        with pytest.raises(errors.CheckNotOpen):
            finish(asked, checks.state, actor=actor, now=NOW + dt.timedelta(minutes=31))

    def test_waits_while_the_source_is_silent(self, checks: FakeChecks, account: Account) -> None:
        actor = make_actor(account)
        asked = ask(actor=actor)
        checks.outcome = CheckOutcome.UNAVAILABLE
        with pytest.raises(errors.CheckUnavailable):
            finish(asked, checks.state, actor=actor)
        checks.outcome = CheckOutcome.MATCH

        finish(asked, checks.state, actor=actor)
        assert level(account) is Level.INTERMEDIATE


def head_of(staffed: Staffed) -> Actor:
    return dataclasses.replace(staffed.acting(), level=Level.PRIMARY)


class TestUnit:
    @pytest.fixture(autouse=True)
    def _tax(self, source_clients: FakeClients) -> None:
        comparing(SourceProtocol.TAX_FILING, code="tax", name="电子税务局")

    def test_becomes_intermediate_as_a_filing_user(self, checks: FakeChecks) -> None:
        staffed = make_staffed()

        ask(actor=head_of(staffed), code="tax", typed="")

        evidence = LegalPersonEvidence.objects.get(kind="tax_filing_user")
        assert (evidence.source, evidence.valid_until) == ("tax", NOW + dt.timedelta(days=90))
        assert level_of_unit(staffed.unit, now=NOW).level is Level.INTERMEDIATE
        assert checks.asked[0].unit_name
        assert Person.objects.count() == 2

    def test_loses_it_when_the_tax_office_says_otherwise(self, checks: FakeChecks) -> None:
        staffed = make_staffed()
        ask(actor=head_of(staffed), code="tax", typed="")
        checks.outcome = CheckOutcome.NO_RECORD

        with pytest.raises(errors.CheckNoRecord):
            ask(actor=head_of(staffed), code="tax", typed="")
        assert level_of_unit(staffed.unit, now=NOW).level < Level.INTERMEDIATE

    def test_is_proven_by_nobody_who_does_not_head_it(self, checks: FakeChecks) -> None:
        staffed = make_staffed()

        with pytest.raises(errors.CheckNeedsUnit):
            ask(staffed.head, code="tax", typed="")
        assert checks.asked == []


class TestTerms:
    def test_of_such_a_source_are_for_proof_alone(self, source_clients: FakeClients) -> None:
        with pytest.raises(errors.ConnectionIncomplete):
            comparing(SourceProtocol.ALIPAY, use=SourceUse.SIGN_IN)

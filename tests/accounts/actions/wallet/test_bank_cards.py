import dataclasses
import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from shiming.accounts import errors, ports, queries
from shiming.accounts.actions.wallet.bind_bank_card import bind_bank_card
from shiming.accounts.actions.wallet.choose_default_bank_card import choose_default_bank_card
from shiming.accounts.actions.wallet.request_bank_card_code import request_bank_card_code
from shiming.accounts.actions.wallet.unbind_bank_card import unbind_bank_card
from shiming.accounts.models import BankCard
from shiming.accounts.types import BankCardId, OwnershipOutcome, PersonId, Visit, WalletEvent
from shiming.audit.models import AuditRecord
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.identifiers.check_digits import luhn
from shiming.kernel.levels import Level
from shiming.messages.models import OutboxMessage
from tests.accounts.wallet_fakes import FakeBank
from tests.cast import AGENT, PROOFED_CITIZEN
from tests.factories.accounts import NOW, last_code, make_account_of, make_actor, make_visit

pytestmark = pytest.mark.django_db(transaction=True)

VISIT = make_visit(token="wallet")
RESERVED = AGENT.mobile_number  # The bank may know another mobile than we do.
TWO_MINUTES = dt.timedelta(minutes=2)


@pytest.fixture
def bank() -> Iterator[FakeBank]:
    with ports.bank_card_checker.replaced(fake := FakeBank()):
        yield fake


@pytest.fixture
def actor() -> Actor:
    account = make_account_of(PROOFED_CITIZEN, is_attached=True)
    return dataclasses.replace(make_actor(account), level=Level.PRIMARY)


def card(place: int = 1) -> BankCardNumber:
    digits = f"6200000000000{place:05}"
    return BankCardNumber.parse(digits + luhn(digits))


def owner(actor: Actor) -> PersonId:
    assert actor.person_id is not None
    return PersonId(actor.person_id)


def bind(
    actor: Actor, place: int = 1, *, now: dt.datetime = NOW, visit: Visit = VISIT
) -> BankCardId:
    request_bank_card_code(number=card(place), mobile=RESERVED, actor=actor, visit=visit, now=now)
    code = last_code(AGENT.mobile)
    return bind_bank_card(typed_code=code, actor=actor, visit=visit, now=now)


def tries(actor: Actor, count: int, *, begin: dt.datetime = NOW) -> list[type[Exception] | None]:
    """Bind one card after another, two minutes apart; return what each came to."""
    outcomes: list[type[Exception] | None] = []
    for place in range(count):
        try:
            bind(actor, place, now=begin + place * TWO_MINUTES)
        except DomainError as error:
            outcomes.append(type(error))
        else:
            outcomes.append(None)
    return outcomes


class TestBindBankCard:
    def test_keeps_a_card_that_the_bank_says_is_the_persons_own(
        self, actor: Actor, bank: FakeBank
    ) -> None:
        card_id = bind(actor)
        (kept,) = queries.list_bank_cards(owner(actor))
        assert bank.asked == [
            (PROOFED_CITIZEN.name, PROOFED_CITIZEN.number, card().value, RESERVED.value)
        ]
        assert (kept.id, kept.is_default, kept.bank) == (card_id, True, "示例银行")
        assert kept.masked.endswith(card().value[-4:])
        assert card().value not in kept.masked
        assert AuditRecord.objects.filter(event=WalletEvent.CARD_BOUND).count() == 1

    @pytest.mark.requirement("S32-7")
    def test_takes_any_number_of_own_cards_with_a_default_five_tries_a_day(
        self, actor: Actor, bank: FakeBank
    ) -> None:
        assert tries(actor, 6) == [None] * 5 + [errors.BankCardLimitReached]
        next_day = NOW + dt.timedelta(days=1)
        seventh = bind(actor, 7, now=next_day)
        assert len(queries.list_bank_cards(owner(actor))) == 6
        choose_default_bank_card(card_id=seventh, actor=actor, now=next_day)
        assert [each.id for each in queries.list_bank_cards(owner(actor)) if each.is_default] == [
            seventh
        ]
        bank.answer = OwnershipOutcome.MISMATCH
        with pytest.raises(errors.BankCardMismatch):
            bind(actor, 8, now=next_day + TWO_MINUTES)
        unbind_bank_card(card_id=seventh, actor=fresh(actor, next_day), now=next_day)
        assert len(queries.list_bank_cards(owner(actor))) == 5

    def test_counts_a_persons_tries_over_cards_and_accounts_together(
        self, actor: Actor, bank: FakeBank
    ) -> None:
        bank.answer = OwnershipOutcome.MISMATCH
        assert tries(actor, 3) == [errors.BankCardMismatch] * 3
        second = make_account_of(PROOFED_CITIZEN_ELSEWHERE, is_attached=True)
        other = dataclasses.replace(make_actor(second), level=Level.PRIMARY)
        begin = NOW + 10 * TWO_MINUTES
        assert tries(other, 3, begin=begin) == [
            errors.BankCardMismatch,
            errors.BankCardMismatch,
            errors.BankCardLimitReached,
        ]
        assert len(bank.asked) == 5

    def test_says_how_many_tries_are_left_today(self, actor: Actor, bank: FakeBank) -> None:
        bank.answer = OwnershipOutcome.MISMATCH
        with pytest.raises(errors.BankCardMismatch) as refusal:
            bind(actor)
        assert refusal.value.context == {"tries_left": 4}
        assert not BankCard.objects.exists()

    def test_does_not_count_a_bank_that_does_not_answer(self, actor: Actor, bank: FakeBank) -> None:
        bank.answer = OwnershipOutcome.UNAVAILABLE
        assert tries(actor, 8) == [errors.BankUnavailable] * 8

    def test_asks_no_bank_before_the_mobile_is_proven(self, actor: Actor, bank: FakeBank) -> None:
        request_bank_card_code(number=card(), mobile=RESERVED, actor=actor, visit=VISIT, now=NOW)
        with pytest.raises(errors.CodeWrong):
            bind_bank_card(
                typed_code=wrong(last_code(AGENT.mobile)), actor=actor, visit=VISIT, now=NOW
            )
        assert bank.asked == []
        assert not BankCard.objects.exists()

    def test_takes_a_code_once(self, actor: Actor, bank: FakeBank) -> None:
        bind(actor)
        with pytest.raises(errors.CodeNotUsable):
            bind_bank_card(typed_code=last_code(AGENT.mobile), actor=actor, visit=VISIT, now=NOW)
        assert len(bank.asked) == 1

    def test_takes_no_code_that_another_session_asked_for(
        self, actor: Actor, bank: FakeBank
    ) -> None:
        request_bank_card_code(number=card(), mobile=RESERVED, actor=actor, visit=VISIT, now=NOW)
        stranger = make_actor(make_account_of(AGENT, is_attached=True))
        with pytest.raises(errors.CodeNotUsable):
            bind_bank_card(
                typed_code=last_code(AGENT.mobile),
                actor=dataclasses.replace(stranger, level=Level.PRIMARY),
                visit=VISIT,
                now=NOW,
            )

    def test_binds_a_card_once(self, actor: Actor, bank: FakeBank) -> None:
        bind(actor)
        sent = OutboxMessage.objects.count()
        with pytest.raises(errors.BankCardBound):
            bind(actor, now=NOW + TWO_MINUTES)
        assert OutboxMessage.objects.count() == sent

    @pytest.mark.parametrize("level", [Level.ANONYMOUS, Level.REGISTERED])
    def test_is_for_people_whom_a_register_knows(
        self, actor: Actor, bank: FakeBank, level: Level
    ) -> None:
        with pytest.raises(errors.PersonRequired):
            bind(dataclasses.replace(actor, level=level))
        assert not OutboxMessage.objects.exists()

    def test_lets_parallel_tries_of_one_code_through_once(
        self, actor: Actor, bank: FakeBank
    ) -> None:
        request_bank_card_code(number=card(), mobile=RESERVED, actor=actor, visit=VISIT, now=NOW)
        code = last_code(AGENT.mobile)
        outcomes: list[str] = []

        def enter() -> None:
            try:
                bind_bank_card(typed_code=code, actor=actor, visit=VISIT, now=NOW)
                outcomes.append("bound")
            except DomainError as error:
                outcomes.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=enter) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("bound") == 1
        assert BankCard.objects.count() == 1


class TestChooseDefaultBankCard:
    def test_leaves_exactly_one_default(self, actor: Actor, bank: FakeBank) -> None:
        first = bind(actor, 1)
        second = bind(actor, 2, now=NOW + TWO_MINUTES)
        for chosen in (second, second, first):
            choose_default_bank_card(card_id=chosen, actor=actor, now=NOW)
            defaults = [
                each.id for each in queries.list_bank_cards(owner(actor)) if each.is_default
            ]
            assert defaults == [chosen]

    def test_knows_the_persons_own_cards_alone(self, actor: Actor, bank: FakeBank) -> None:
        theirs = bind(actor)
        stranger = make_actor(make_account_of(AGENT, is_attached=True))
        with pytest.raises(errors.BankCardNotFound):
            choose_default_bank_card(
                card_id=theirs, actor=dataclasses.replace(stranger, level=Level.PRIMARY), now=NOW
            )


class TestUnbindBankCard:
    def test_hands_the_default_on_to_the_newest_of_the_others(
        self, actor: Actor, bank: FakeBank
    ) -> None:
        first = bind(actor, 1)
        bind(actor, 2, now=NOW + TWO_MINUTES)
        third = bind(actor, 3, now=NOW + 2 * TWO_MINUTES)
        unbind_bank_card(card_id=first, actor=actor, now=NOW)
        cards = queries.list_bank_cards(owner(actor))
        assert (cards[0].id, cards[0].is_default) == (third, True)
        assert len(cards) == 2

    def test_wants_a_fresh_proof(self, actor: Actor, bank: FakeBank) -> None:
        card_id = bind(actor)
        with pytest.raises(errors.ReauthenticationRequired):
            unbind_bank_card(card_id=card_id, actor=actor, now=NOW + dt.timedelta(minutes=6))
        assert BankCard.objects.count() == 1

    def test_knows_the_persons_own_cards_alone(self, actor: Actor, bank: FakeBank) -> None:
        theirs = bind(actor)
        stranger = make_actor(make_account_of(AGENT, is_attached=True))
        with pytest.raises(errors.BankCardNotFound):
            unbind_bank_card(
                card_id=theirs, actor=dataclasses.replace(stranger, level=Level.PRIMARY), now=NOW
            )
        assert BankCard.objects.count() == 1


PROOFED_CITIZEN_ELSEWHERE = dataclasses.replace(PROOFED_CITIZEN, mobile="15401000077")


def fresh(actor: Actor, now: dt.datetime) -> Actor:
    return dataclasses.replace(actor, factors={"pwd": now})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"

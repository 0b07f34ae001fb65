"""Use case: a person binds a bank card that the bank says is theirs (S32-7, Q38)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, ports, queries
from shiming.accounts.models import BankCard, Person
from shiming.accounts.policies.contacts import visit_of_session
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import (
    BankCardAnswer,
    BankCardId,
    CodePurpose,
    CounterScope,
    OwnershipOutcome,
    PersonId,
    Visit,
    WalletEvent,
)
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.ids import new_id
from shiming.kernel.phones import Mobile
from shiming.vault import operations as vault


def bind_bank_card(*, typed_code: str, actor: Actor, visit: Visit, now: dt.datetime) -> BankCardId:
    """
    Prove the mobile by its code, ask the bank, and keep the card if all four facts belong together.

    A person asks at most so often a day as the limit says, over all cards together; an answer that
    does not come costs no try.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.CodeNotUsable: if no code was sent, or it is spent or expired
    :raises errors.CodeWrong: if the code is another one
    :raises errors.SignInLocked: if codes were guessed wrong too often
    :raises errors.BankCardLimitReached: if the day's tries are used up
    :raises errors.BankCardMismatch: if the bank says that they do not belong together
    :raises errors.BankUnavailable: if the bank does not answer
    :raises errors.BankCardBound: if it has been bound meanwhile
    """
    person_id = owner_of_wallet(actor)
    number, mobile = _prove_mobile(typed_code=typed_code, actor=actor, visit=visit, now=now)
    _pay(person_id=person_id, actor=actor, now=now)
    person = queries.get_person(person_id)
    # Outside of any transaction: a bank may take its time.
    answer = ports.bank_card_checker().check(
        name=person.name, document=person.number, card=number, mobile=mobile, now=now
    )
    with transaction.atomic(durable=True):
        outcome = _keep(
            answer, number=number, mobile=mobile, person_id=person_id, actor=actor, now=now
        )
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _prove_mobile(
    *, typed_code: str, actor: Actor, visit: Visit, now: dt.datetime
) -> tuple[BankCardNumber, Mobile]:
    with transaction.atomic(durable=True):
        entered = operations.try_code(
            purpose=CodePurpose.BANK_CARD,
            typed=typed_code,
            visit=visit_of_session(visit, actor),
            actor=actor,
            now=now,
        )
        if entered.is_right:
            operations.consume_code(code_id=entered.code_id, now=now)
    if not entered.is_right:
        raise errors.CodeWrong(tries_left=entered.tries_left)
    return BankCardNumber.parse(entered.facts["card"]), entered.mobile


def _pay(*, person_id: PersonId, actor: Actor, now: dt.datetime) -> None:
    with transaction.atomic(durable=True):
        charge = operations.charge(
            scope=CounterScope.BANK_CARD_PERSON, subject=str(person_id), actor=actor, now=now
        )
    if not charge.is_granted:
        raise errors.BankCardLimitReached


def _keep(
    answer: BankCardAnswer,
    *,
    number: BankCardNumber,
    mobile: Mobile,
    person_id: PersonId,
    actor: Actor,
    now: dt.datetime,
) -> BankCardId | DomainError:
    """Write down what the bank said; a refusal is returned, for it must not undo the writing."""
    if answer.outcome is OwnershipOutcome.UNAVAILABLE:
        operations.refund(scope=CounterScope.BANK_CARD_PERSON, subject=str(person_id))
        return errors.BankUnavailable()
    if answer.outcome is OwnershipOutcome.MISMATCH:
        used = queries.count_tries(CounterScope.BANK_CARD_PERSON, str(person_id))
        left = ports.policy().limits[CounterScope.BANK_CARD_PERSON].count - used
        audit.record(
            event=WalletEvent.CARD_REFUSED, actor=actor, subject=f"person:{person_id}", at=now
        )
        return errors.BankCardMismatch(tries_left=max(left, 0))
    # Whoever binds another card of the same person meanwhile waits for this one.
    Person.objects.select_for_update().get(pk=person_id)
    if queries.has_bank_card(number, person_id=person_id):
        return errors.BankCardBound()
    card = BankCard.objects.create(
        id=new_id(),
        person_id=person_id,
        number=number.value,
        number_index=vault.blind_index(purpose=queries.CARD_INDEX, value=number.value),
        mobile=mobile.value,
        bank=answer.bank,
        is_default=not BankCard.objects.filter(person_id=person_id).exists(),
        bound_at=now,
    )
    audit.record(event=WalletEvent.CARD_BOUND, actor=actor, subject=f"bank_card:{card.pk}", at=now)
    return BankCardId(card.pk)

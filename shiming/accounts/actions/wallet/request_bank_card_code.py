"""Use case: a person names a card of theirs; the mobile that the bank knows gets a code (S32-7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, operations, queries
from shiming.accounts.policies.contacts import visit_of_session
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import CodeId, CodePurpose, Visit
from shiming.kernel.actor import Actor
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.phones import Mobile


def request_bank_card_code(
    *, number: BankCardNumber, mobile: Mobile, actor: Actor, visit: Visit, now: dt.datetime
) -> CodeId:
    """
    Send a code to the mobile; the bank is asked once the code has come back.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.BankCardBound: if the person has bound this card already
    :raises errors.CodeTooSoon: if the mobile got a code less than a minute ago
    :raises errors.CodeLimitReached: if the mobile or the address has had its share of the day
    """
    person_id = owner_of_wallet(actor)
    if queries.has_bank_card(number, person_id=person_id):
        raise errors.BankCardBound
    with transaction.atomic(durable=True):
        return operations.issue_code(
            purpose=CodePurpose.BANK_CARD,
            contact=mobile,
            visit=visit_of_session(visit, actor),
            actor=actor,
            now=now,
            facts={"card": number.value},
        )

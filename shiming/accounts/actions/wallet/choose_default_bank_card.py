"""Use case: a person says which of their cards is taken where nothing else is chosen (S32-7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import queries
from shiming.accounts.models import BankCard, Person
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import BankCardId, WalletEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def choose_default_bank_card(*, card_id: BankCardId, actor: Actor, now: dt.datetime) -> None:
    """
    Make one card the default; doing it twice changes nothing.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.BankCardNotFound: if there is no such card, or it is somebody else's
    """
    person_id = owner_of_wallet(actor)
    with transaction.atomic(durable=True):
        Person.objects.select_for_update().get(pk=person_id)
        if queries.get_bank_card(card_id, person_id=person_id).is_default:
            return
        own = BankCard.objects.filter(person_id=person_id)
        own.filter(is_default=True).update(is_default=False)
        own.filter(pk=card_id).update(is_default=True)
        audit.record(
            event=WalletEvent.CARD_DEFAULT, actor=actor, subject=f"bank_card:{card_id}", at=now
        )

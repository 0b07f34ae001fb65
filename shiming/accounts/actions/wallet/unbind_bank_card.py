"""Use case: a person unbinds a bank card (S32-7)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports, queries
from shiming.accounts.models import BankCard, Person
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.policies.wallet import owner_of_wallet
from shiming.accounts.types import BankCardId, WalletEvent
from shiming.audit import operations as audit
from shiming.kernel.actor import Actor


def unbind_bank_card(*, card_id: BankCardId, actor: Actor, now: dt.datetime) -> None:
    """
    Forget a card; if it was the default, the newest of the others becomes it.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.PersonRequired: if no register has confirmed who the person is
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.BankCardNotFound: if there is no such card, or it is somebody else's
    """
    person_id = owner_of_wallet(actor)
    lifetime = ports.policy().reauthentication_lifetime
    if not is_freshly_proven(actor, now=now, lifetime=lifetime):
        raise errors.ReauthenticationRequired
    with transaction.atomic(durable=True):
        Person.objects.select_for_update().get(pk=person_id)
        card = queries.get_bank_card(card_id, person_id=person_id)
        own = BankCard.objects.filter(person_id=person_id)
        own.filter(pk=card_id).delete()
        heir = own.order_by("-bound_at", "pk").values_list("pk", flat=True).first()
        if card.is_default and heir is not None:
            own.filter(pk=heir).update(is_default=True)
        audit.record(
            event=WalletEvent.CARD_UNBOUND, actor=actor, subject=f"bank_card:{card_id}", at=now
        )

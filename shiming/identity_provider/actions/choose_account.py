"""Use case: a person says with which account to go on to a client (prompt=select_account)."""

import datetime as dt

from django.db import transaction

from shiming.identity_provider import errors, queries
from shiming.identity_provider.models import Interaction
from shiming.identity_provider.types import InteractionId
from shiming.kernel.actor import Actor


def choose_account(
    *, interaction_id: InteractionId, browser_secret: str, actor: Actor, now: dt.datetime
) -> None:
    """
    Note that the person goes on with the account that they are signed in with.

    No audit record: nothing was granted yet, and what will be is recorded then.

    :raises errors.InteractionOver: if the interaction is over, or belongs to another browser
    """
    with transaction.atomic(durable=True):
        interaction = queries.get_open_interaction(
            interaction_id=interaction_id, browser_secret=browser_secret, now=now
        )
        if actor.account_id is None:
            raise errors.InteractionOver
        Interaction.objects.filter(pk=interaction.pk, completed_at__isnull=True).update(
            account_id=actor.account_id, consented_scopes=[]
        )

"""Use case: a person takes two linked accounts apart, or undoes a merge (S14-8)."""

import datetime as dt

from django.db import transaction

from shiming.accounts import errors, ports
from shiming.accounts.models import AccountLink
from shiming.accounts.operations import linking
from shiming.accounts.policies.links import refusal_to_undo_merge
from shiming.accounts.policies.sessions import is_freshly_proven
from shiming.accounts.types import AccountId, LinkId
from shiming.kernel.actor import Actor


def unlink_account(*, link_id: LinkId, actor: Actor, now: dt.datetime) -> bool:
    """
    End a link of the actor's account; tell whether the other one has a contact again.

    Where it has none, because the main account keeps it or somebody else proved it meanwhile, its
    owner is asked for one at the next sign-in.

    :raises errors.SignInRequired: if nobody is signed in
    :raises errors.ReauthenticationRequired: if no factor was proven within the last minutes
    :raises errors.LinkNotFound: if there is no such link, or it is not theirs, or it ended
    :raises errors.MergeFinal: if a merge was too long ago
    :raises errors.UserNameTaken: if somebody took the name of a merged account meanwhile
    """
    if actor.account_id is None:
        raise errors.SignInRequired
    policy = ports.policy()
    if not is_freshly_proven(actor, now=now, lifetime=policy.reauthentication_lifetime):
        raise errors.ReauthenticationRequired
    with transaction.atomic(durable=True):
        row = (
            AccountLink.objects.select_related("linked")
            .filter(pk=link_id, ended_at__isnull=True)
            .first()
        )
        if row is None or actor.account_id not in {row.main_id, row.linked_id}:
            raise errors.LinkNotFound
        if row.is_merge and (
            refusal := refusal_to_undo_merge(
                merged_at=row.linked_at, now=now, within=policy.merge_undone_within
            )
        ):
            raise refusal
        linking.take_off(link_row=row, actor=actor, now=now)
        for account_id in (AccountId(row.main_id), AccountId(row.linked_id)):
            linking.tell(
                template="accounts/account_unlinked",
                account_id=account_id,
                also=[],
                context={},
                now=now,
            )
    return linking.contact_to_prove(AccountId(row.linked_id)) is not None

"""Use case: a client tells which document numbers its own users have."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import policies
from shiming.identity_provider.models import LocalUserCandidate
from shiming.identity_provider.queries import local_users
from shiming.identity_provider.types import ClientPk, IdentityProviderEvent
from shiming.kernel.actor import Actor
from shiming.vault import operations as vault
from shiming.vault import queries as vault_queries


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ToldUser:
    """One user of a client's library."""

    local_user: str = dataclasses.field(repr=False)
    number_hash: str = dataclasses.field(repr=False)


def tell_local_users(
    *,
    client_pk: ClientPk,
    client_id: str,
    users: Sequence[ToldUser],
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Keep what a client tells, in place of what it told of the same users before.

    Nothing is matched here and nothing answered: whether a number is known on the platform is
    learned of nobody who has not signed on.

    :raises errors.LocalUserUnfit: if the client calls a user something that nobody can be called
    """
    for user in users:
        if refusal := policies.refusal_to_local_user(user.local_user):
            raise refusal
    known = {user.local_user: user for user in users}
    with transaction.atomic(durable=True):
        old = [
            index
            for name in known
            for index in vault_queries.blind_indexes(
                purpose=local_users.LOCAL_USER_INDEX, value=name
            )
        ]
        LocalUserCandidate.objects.filter(client_id=client_pk, local_user_index__in=old).delete()
        LocalUserCandidate.objects.bulk_create(
            [
                LocalUserCandidate(
                    client_id=client_pk,
                    local_user=user.local_user,
                    local_user_index=vault.blind_index(
                        purpose=local_users.LOCAL_USER_INDEX, value=user.local_user
                    ),
                    number_hash=user.number_hash,
                    number_index=vault.blind_index(
                        purpose=local_users.NUMBER_INDEX, value=user.number_hash
                    ),
                    told_at=now,
                )
                for user in known.values()
            ]
        )
        audit.record(
            event=IdentityProviderEvent.LOCAL_USERS_TOLD,
            actor=actor,
            subject=f"client:{client_id}",
            at=now,
            details={"count": len(known)},
        )

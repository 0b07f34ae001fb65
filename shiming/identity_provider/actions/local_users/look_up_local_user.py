"""Use case: an officer looks up whether somebody is joined with a local user of a client."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import policies, queries
from shiming.identity_provider.queries import LocalUserHolder, local_users
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import Actor


def look_up_local_user(
    *, client_id: str, local_user: str, user_name: str, officer: Actor, now: dt.datetime
) -> LocalUserHolder | None:
    """
    Return the mapping of a local user, or of the account of a name; None if there is none.

    Who belongs to whom is nobody's business without a cause: each look is on record.

    :raises errors.MayNotManageProvisioning: if the officer may not
    :raises errors.ClientNotFound: if there is no such client
    """
    if refusal := policies.refusal_to_provision(officer=officer):
        raise refusal
    client = queries.get_client(client_id)
    with transaction.atomic(durable=True):
        found = local_users.find_holder(
            client_pk=client.pk, local_user=local_user, user_name=user_name
        )
        audit.record(
            event=IdentityProviderEvent.LOCAL_USER_LOOKED_UP,
            actor=officer,
            subject=f"client:{client_id}",
            at=now,
            details={"mapping": str(found.id) if found else None},
        )
    return found

"""Use case: an officer stops accepting an authority's certificates."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources import operations, queries
from shiming.trust_sources.types import AuthorityId, AuthorityState, TrustEvent


def suspend_authority(*, authority_id: AuthorityId, officer: Actor, now: dt.datetime) -> None:
    """
    Accept no certificate of the authority until it is resumed; bindings stay.

    :raises errors.MayNotManageAuthorities: if the officer may not
    :raises errors.AuthorityNotFound: if there is none
    :raises errors.AuthorityStateChanged: if it is so already
    """
    with transaction.atomic(durable=True):
        queries.get_authority(authority_id=authority_id, viewer=officer)
        operations.change_authority_state(
            authority_id=authority_id, before=AuthorityState.ACTIVE, after=AuthorityState.SUSPENDED
        )
        audit.record(
            event=TrustEvent.AUTHORITY_SUSPENDED,
            actor=officer,
            subject=f"certificate_authority:{authority_id}",
            at=now,
        )

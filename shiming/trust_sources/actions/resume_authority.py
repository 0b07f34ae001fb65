"""Use case: an officer accepts an authority's certificates again."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources import operations, queries
from shiming.trust_sources.types import AuthorityId, AuthorityState, TrustEvent


def resume_authority(*, authority_id: AuthorityId, officer: Actor, now: dt.datetime) -> None:
    """
    Accept the certificates of a suspended authority again.

    :raises errors.MayNotManageAuthorities: if the officer may not
    :raises errors.AuthorityNotFound: if there is none
    :raises errors.AuthorityStateChanged: if it is so already
    """
    with transaction.atomic(durable=True):
        queries.get_authority(authority_id=authority_id, viewer=officer)
        operations.change_authority_state(
            authority_id=authority_id, before=AuthorityState.SUSPENDED, after=AuthorityState.ACTIVE
        )
        audit.record(
            event=TrustEvent.AUTHORITY_RESUMED,
            actor=officer,
            subject=f"certificate_authority:{authority_id}",
            at=now,
        )
        # Nobody has renewed its lists meanwhile.
        operations.start_refresh(authority_id=authority_id, now=now)

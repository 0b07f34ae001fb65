"""Use case: the revocation lists of accepted authorities are read anew."""

import datetime as dt

from django.db import transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources import operations, ports, queries
from shiming.trust_sources.policies.revocation import RevocationList, read_list
from shiming.trust_sources.types import AuthorityId, ListFailure, TrustEvent


def refresh_revocation_lists(
    *, actor: Actor, now: dt.datetime, authority_id: AuthorityId | None = None
) -> int:
    """
    Read every list, or one authority's, and return how many could not be renewed.

    Each is asked for outside of any transaction, and kept in one of its own. A list that its
    authority did not sign, or that is older than the one that is kept, changes nothing.
    """
    return sum(
        not _refresh(place, actor=actor, now=now)
        for place in queries.list_list_places(authority_id)
    )


def _refresh(place: queries.ListPlace, *, actor: Actor, now: dt.datetime) -> bool:
    sent = ports.revocation_services().read_list(place.url)
    if sent.content is None:
        with transaction.atomic(durable=True):
            _note(place, sent.failure, now=now)
        return False
    read = _read(sent.content, place.signers)
    with transaction.atomic(durable=True):
        failure: ListFailure | None = ListFailure.NOT_BELIEVED
        if read is not None:
            failure = operations.keep_list(
                authority_id=place.authority_id,
                url=place.url,
                content=sent.content,
                read=read,
                now=now,
            )
        if failure is not None:
            _note(place, failure.value, now=now)
        audit.record(
            event=TrustEvent.LIST_REPLACED if failure is None else TrustEvent.LIST_REFUSED,
            actor=actor,
            subject=f"certificate_authority:{place.authority_id}",
            at=now,
            details={} if failure is None else {"failure": failure.value},
        )
    return failure is None


def _read(content: bytes, signers: tuple[bytes, ...]) -> RevocationList | None:
    found = (read_list(content, issuer=signer) for signer in signers)
    return next((one for one in found if one is not None), None)


def _note(place: queries.ListPlace, failure: str, *, now: dt.datetime) -> None:
    operations.note_list_failure(
        authority_id=place.authority_id, url=place.url, failure=failure, now=now
    )

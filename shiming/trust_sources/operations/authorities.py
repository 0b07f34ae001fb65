"""Writing authorities and their lists, in the caller's transaction."""

import datetime as dt
import hashlib

from shiming.jobs import operations as jobs
from shiming.trust_sources import errors
from shiming.trust_sources.models import CertificateAuthority, RevocationListCopy
from shiming.trust_sources.policies.revocation import RevocationList
from shiming.trust_sources.types import AuthorityId, AuthorityState, ListFailure

REFRESH = "trust_sources.refresh_authority"


def start_refresh(*, authority_id: AuthorityId, now: dt.datetime) -> None:
    """Have the lists of one authority read soon, if it has any."""
    if CertificateAuthority.objects.filter(pk=authority_id).exclude(list_urls=[]).exists():
        jobs.start(kind=REFRESH, subject=str(authority_id), now=now)


def change_authority_state(
    *, authority_id: AuthorityId, before: AuthorityState, after: AuthorityState
) -> None:
    """
    Set the state of an authority.

    :raises errors.AuthorityStateChanged: if it was not `before`
    """
    won = CertificateAuthority.objects.filter(pk=authority_id, state=before).update(state=after)
    if not won:
        raise errors.AuthorityStateChanged


def keep_list(
    *,
    authority_id: AuthorityId,
    url: str,
    content: bytes,
    read: RevocationList,
    now: dt.datetime,
) -> ListFailure | None:
    """
    Keep a list that its issuer signed; return why not, if what is kept is newer.

    Whoever stands in between could send an old list, genuine but without what was revoked since.
    """
    kept, _ = RevocationListCopy.objects.defer("content").get_or_create(
        authority_id=authority_id, url=url
    )
    if kept.issued_at is not None and (
        read.issued_at < kept.issued_at or read.number < int(kept.number)
    ):
        return ListFailure.OLDER
    # Compare-and-set: what another worker has put there meanwhile is looked at the next time.
    RevocationListCopy.objects.filter(pk=kept.pk, digest=kept.digest).update(
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        issued_at=read.issued_at,
        next_at=read.next_at,
        number=str(read.number),
        fetched_at=now,
        failure="",
        failed_at=None,
    )
    return None


def note_list_failure(
    *, authority_id: AuthorityId, url: str, failure: str, now: dt.datetime
) -> None:
    """Keep for the officers why a list could not be renewed; the one that is there stays."""
    RevocationListCopy.objects.update_or_create(
        authority_id=authority_id, url=url, defaults={"failure": failure, "failed_at": now}
    )

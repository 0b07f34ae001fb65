"""Reading authorities and revocation lists."""

import base64
import dataclasses
import datetime as dt
import uuid

from django.db.models import QuerySet

from shiming.kernel.actor import Actor
from shiming.trust_sources import errors
from shiming.trust_sources.models import CertificateAuthority, RevocationListCopy
from shiming.trust_sources.policies.authorities import read_rules, refusal_to_manage
from shiming.trust_sources.policies.revocation import RevocationList, read_list
from shiming.trust_sources.types import (
    Authority,
    AuthorityFacts,
    AuthorityId,
    AuthorityState,
    ListFacts,
    RevocationSource,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListPlace:
    """Where an authority's list is had, and who may have signed it (DER)."""

    authority_id: AuthorityId
    url: str
    signers: tuple[bytes, ...] = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BrandFacts:
    """A brand of keys as the sign-in page names it."""

    code: str
    name: str
    looks: str
    driver_url: str


def list_accepted_authorities() -> list[Authority]:
    """Return the authorities whose certificates are accepted now."""
    return [_authority(row) for row in _active()]


def list_accepted_brands() -> list[BrandFacts]:
    """Return their brands; authorities of one brand share its first entry."""
    brands: dict[str, BrandFacts] = {}
    for row in _active().only("brand", "name", "looks", "driver_url"):
        brands.setdefault(
            row.brand,
            BrandFacts(code=row.brand, name=row.name, looks=row.looks, driver_url=row.driver_url),
        )
    return list(brands.values())


def list_list_places(authority_id: AuthorityId | None = None) -> list[ListPlace]:
    """Return where the lists of all accepted authorities are had, or those of one."""
    rows = _active() if authority_id is None else _active().filter(pk=authority_id)
    return [
        ListPlace(authority_id=AuthorityId(row.pk), url=url, signers=_signers(_authority(row)))
        for row in rows
        for url in row.list_urls
    ]


def list_kept_lists(authority_id: AuthorityId, *, signer: bytes) -> list[RevocationList]:
    """Return the lists of an authority that this certificate's key signed."""
    rows = RevocationListCopy.objects.filter(authority_id=authority_id).exclude(digest="")
    found = [
        _read_kept(pk, digest, signer)
        for pk, digest in rows.order_by("url").values_list("pk", "digest")
    ]
    return [one for one in found if one is not None]


def get_authority(*, authority_id: AuthorityId, viewer: Actor) -> AuthorityFacts:
    """
    Return one authority.

    :raises errors.MayNotManageAuthorities: if the viewer may not see it
    :raises errors.AuthorityNotFound: if there is none
    """
    for facts in list_authorities(viewer=viewer):
        if facts.id == authority_id:
            return facts
    raise errors.AuthorityNotFound


def list_authorities(*, viewer: Actor) -> list[AuthorityFacts]:
    """
    Return every authority with the health of its lists.

    :raises errors.MayNotManageAuthorities: if the viewer may not see them
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    copies: dict[tuple[uuid.UUID, str], RevocationListCopy] = {
        (copy.authority_id, copy.url): copy
        for copy in RevocationListCopy.objects.defer("content").order_by("url")
    }
    return [
        AuthorityFacts(
            id=AuthorityId(row.pk),
            name=row.name,
            brand=row.brand,
            state=AuthorityState(row.state),
            fingerprint=row.fingerprint,
            root_valid_until=row.root_valid_until,
            revocation=RevocationSource(row.revocation),
            responder=row.responder,
            stale_for=dt.timedelta(hours=row.stale_hours),
            lists=tuple(_list_facts(url, copies.get((row.pk, url))) for url in row.list_urls),
        )
        for row in CertificateAuthority.objects.defer("root").order_by("name", "pk")
    ]


def _active() -> QuerySet[CertificateAuthority]:
    return CertificateAuthority.objects.filter(state=AuthorityState.ACTIVE).order_by("name", "pk")


# A list may name a million numbers: it is read once a process, and again when it has changed. The
# newest takes the place of the one before: an authority has some dozens, and each many versions.
_KEPT: dict[tuple[uuid.UUID, bytes], tuple[str, RevocationList | None]] = {}


def _read_kept(copy_id: uuid.UUID, digest: str, signer: bytes) -> RevocationList | None:
    known = _KEPT.get((copy_id, signer))
    if known is not None and known[0] == digest:
        return known[1]
    rows = RevocationListCopy.objects.filter(pk=copy_id, digest=digest)
    content = rows.values_list("content", flat=True).first()
    if content is None:
        return None
    read = read_list(bytes(content), issuer=signer)
    _KEPT[copy_id, signer] = digest, read
    return read


def _list_facts(url: str, copy: RevocationListCopy | None) -> ListFacts:
    if copy is None:
        copy = RevocationListCopy(url=url)
    return ListFacts(
        url=url,
        issued_at=copy.issued_at,
        next_at=copy.next_at,
        fetched_at=copy.fetched_at,
        failure=copy.failure,
        failed_at=copy.failed_at,
    )


def _signers(authority: Authority) -> tuple[bytes, ...]:
    return (authority.root, *authority.intermediates)


def _authority(row: CertificateAuthority) -> Authority:
    rules = read_rules(row.rules)
    return Authority(
        id=AuthorityId(row.pk),
        brand=row.brand,
        root=bytes(row.root),
        intermediates=tuple(base64.b64decode(each) for each in row.intermediates),
        usual_kind=rules.usual_kind,
        kind_rules=rules.kind_rules,
        person_rules=rules.person_rules,
        body_rules=rules.body_rules,
        revocation=RevocationSource(row.revocation),
        stale_for=dt.timedelta(hours=row.stale_hours),
        responder=row.responder,
    )

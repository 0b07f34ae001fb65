"""Use case: an officer enters an authority whose certificates shall be accepted."""

import base64
import datetime as dt
import hashlib

from django.db import IntegrityError, transaction

from shiming.audit import operations as audit
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, operations, ports
from shiming.trust_sources.models import CertificateAuthority
from shiming.trust_sources.policies import authorities as policies
from shiming.trust_sources.types import AuthorityEntry, AuthorityId, TrustEvent


def add_authority(*, entry: AuthorityEntry, officer: Actor, now: dt.datetime) -> AuthorityId:
    """
    Accept the certificates of an authority from now on, and have its lists read.

    :raises errors.MayNotManageAuthorities: if the officer may not
    :raises errors.RootUnfit: if the root is not one authority's self-signed certificate in force
    :raises errors.IntermediateUnfit: if an intermediate does not hang on the root
    :raises errors.RulesWrong: if the rules are not of the documented form
    :raises errors.RevocationAddressMissing: if revocation could not be learnt
    :raises errors.AddressUnfit: if an address may not be called
    :raises errors.AuthorityAlreadyThere: if this root was entered before
    """
    if refusal := policies.refusal_to_manage(officer=officer):
        raise refusal
    root = policies.read_root(entry.root, now=now)
    intermediates = policies.read_intermediates(entry.intermediates, root=root)
    policies.read_rules(entry.rules)
    if refusal := policies.refusal_of_revocation(entry):
        raise refusal
    services = ports.revocation_services()
    asked = (*entry.list_urls, *((entry.responder,) if entry.responder else ()))
    if not all(services.may_ask(url) for url in asked):
        raise errors.AddressUnfit
    with transaction.atomic(durable=True):
        authority = _insert(entry, root=root, intermediates=intermediates, now=now)
        audit.record(
            event=TrustEvent.AUTHORITY_ADDED,
            actor=officer,
            subject=f"certificate_authority:{authority.pk}",
            at=now,
            details={"brand": entry.brand, "root_sha256": _for_people(authority.fingerprint)},
        )
        operations.start_refresh(authority_id=AuthorityId(authority.pk), now=now)
    return AuthorityId(authority.pk)


def _insert(
    entry: AuthorityEntry, *, root: bytes, intermediates: tuple[bytes, ...], now: dt.datetime
) -> CertificateAuthority:
    try:
        with transaction.atomic():
            return CertificateAuthority.objects.create(
                name=entry.name,
                brand=entry.brand,
                looks=entry.looks,
                root=root,
                fingerprint=hashlib.sha256(root).hexdigest(),
                root_valid_until=policies.root_valid_until(root),
                intermediates=[base64.b64encode(each).decode() for each in intermediates],
                rules=entry.rules.strip(),
                revocation=entry.revocation,
                list_urls=list(entry.list_urls),
                responder=entry.responder,
                stale_hours=entry.stale_for // dt.timedelta(hours=1),
                driver_url=entry.driver_url,
                renewal_url=entry.renewal_url,
                added_at=now,
            )
    except IntegrityError as error:
        raise errors.AuthorityAlreadyThere from error


def _for_people(fingerprint: str) -> str:
    """Return the fingerprint in groups, so that no run of digits in it looks like a number."""
    return ":".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))

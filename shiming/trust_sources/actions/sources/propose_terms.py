"""Use case: an officer enters a trust source, or proposes other terms for one (E4)."""

import dataclasses
import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max

from shiming.accounts import ports as accounts
from shiming.audit import operations as audit
from shiming.directory import queries as directory
from shiming.kernel.actor import Actor
from shiming.trust_sources import errors, ports
from shiming.trust_sources.models import SourceTerms, TrustSource
from shiming.trust_sources.policies import sources as policies
from shiming.trust_sources.policies.terms import entry_of, values_of
from shiming.trust_sources.types import (
    SourceEvent,
    SourceId,
    SourcePermission,
    SourceState,
    TermsEntry,
    TermsId,
    TermsState,
)


def propose_terms(
    *,
    entry: TermsEntry,
    officer: Actor,
    now: dt.datetime,
    code: str = "",
    source_id: SourceId | None = None,
) -> TermsId:
    """
    Write down terms, of a new source (`code`) or of one that is there, for a second officer.

    Nothing changes for anybody before that officer agrees. Without a secret, the one in force stays
    as long as the address that it is sent to does; so do the addresses of a node.

    :raises errors.MayNotManageSources: if the officer may not
    :raises errors.MappingWrong: if the mapping is not of the documented form
    :raises errors.ConnectionIncomplete: if the protocol needs more, or an address may not be called
    :raises errors.ContractBackwards: if the contract ends before it begins
    :raises errors.LevelWrong: if the level does not fit the use
    :raises errors.SourceNotFound: if there is no such source
    :raises errors.SourceStateChanged: if it is closed
    :raises errors.SourceCodeTaken: if another source or network is called this
    :raises errors.TermsWaiting: if other terms of it wait
    """
    if officer.account_id is None or not officer.may(SourcePermission.MANAGE_SOURCES):
        raise errors.MayNotManageSources
    if refusal := policies.refusal_of_entry(entry, grantable=directory.grantable_permissions()):
        raise refusal
    kept = _same_in_force(source_id, entry)
    if kept is not None and not entry.origins:
        entry = dataclasses.replace(entry, origins=kept.origins)
    secret = entry.connection.secret or (kept.connection.secret if kept else "")
    whole = dataclasses.replace(entry.connection, secret=secret)
    if field := ports.source_clients().fault_of(whole):
        raise errors.ConnectionIncomplete(field=field)
    if accounts.social_providers().find(code) is not None:
        raise errors.SourceCodeTaken
    with transaction.atomic(durable=True):
        source = _new(code, now=now) if source_id is None else _known(source_id)
        versions = SourceTerms.objects.filter(source=source)
        last = versions.aggregate(last=Max("number"))["last"] or 0
        terms = _insert(
            SourceTerms(
                source=source,
                number=last + 1,
                values=values_of(entry),
                secret=secret,
                proposed_by=officer.account_id,
                proposed_at=now,
            )
        )
        audit.record(
            event=SourceEvent.PROPOSED,
            actor=officer,
            subject=f"trust_source:{source.pk}",
            at=now,
            details={"code": source.code, "number": terms.number},
        )
    return TermsId(terms.pk)


def _new(code: str, *, now: dt.datetime) -> TrustSource:
    source = TrustSource(code=code, added_at=now)
    TrustSource.objects.bulk_create([source], ignore_conflicts=True)
    if not TrustSource.objects.filter(pk=source.pk).exists():
        raise errors.SourceCodeTaken
    return source


def _known(source_id: SourceId) -> TrustSource:
    source = TrustSource.objects.filter(pk=source_id).first()
    if source is None:
        raise errors.SourceNotFound
    if source.state == SourceState.CLOSED:
        raise errors.SourceStateChanged
    return source


def _same_in_force(source_id: SourceId | None, entry: TermsEntry) -> TermsEntry | None:
    """Return the terms in force, unless their secret would go somewhere else from now on."""
    row = SourceTerms.objects.filter(source_id=source_id, state=TermsState.IN_FORCE).first()
    if row is None:
        return None
    proposed = values_of(entry)
    places = ("protocol", "address", "token_url", "client_id")
    is_same = all(row.values[one] == proposed[one] for one in places)
    return entry_of(row.values, secret=row.secret) if is_same else None


def _insert(terms: SourceTerms) -> SourceTerms:
    try:
        with transaction.atomic():
            terms.save(force_insert=True)
    except IntegrityError as error:
        raise errors.TermsWaiting from error
    return terms

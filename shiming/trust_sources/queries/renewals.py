"""Reading whose certificate could be renewed, and what was asked for."""

import uuid

from shiming.accounts import queries as accounts
from shiming.accounts.types import AccountId, OutsideKind
from shiming.kernel.actor import Actor
from shiming.trust_sources.models import CertificateAuthority, RenewalRequest
from shiming.trust_sources.policies.authorities import refusal_to_manage
from shiming.trust_sources.types import (
    RenewableCertificate,
    RenewalFacts,
    RenewalId,
    RenewalState,
)

MOST_SHOWN = 200


def list_renewables(account_id: AccountId) -> list[RenewableCertificate]:
    """Return the certificates that are bound to an account and have an authority here."""
    return [certificate for certificate, _ in _renewables(account_id)]


def find_renewable(
    *, binding_id: uuid.UUID, account_id: AccountId
) -> tuple[RenewableCertificate, uuid.UUID] | None:
    """Return one of them with its authority's id, or None."""
    found = _renewables(account_id)
    return next((pair for pair in found if pair[0].binding_id == binding_id), None)


def list_own_renewals(account_id: AccountId) -> list[RenewalFacts]:
    """Return what an account has asked for, newest first."""
    rows = RenewalRequest.objects.filter(account_id=account_id).select_related("authority")
    return [_facts(row) for row in rows.order_by("-requested_at", "pk")[:MOST_SHOWN]]


def list_open_renewals(*, viewer: Actor) -> list[RenewalFacts]:
    """
    Return the requests that wait for an officer, the longest waiting first.

    :raises errors.MayNotManageAuthorities: if the viewer may not see them
    """
    if refusal := refusal_to_manage(officer=viewer):
        raise refusal
    rows = RenewalRequest.objects.filter(state=RenewalState.OPEN).select_related("authority")
    return [_facts(row) for row in rows.order_by("requested_at", "pk")[:MOST_SHOWN]]


def _renewables(account_id: AccountId) -> list[tuple[RenewableCertificate, uuid.UUID]]:
    authorities = {row.brand: row for row in CertificateAuthority.objects.order_by("-added_at")}
    asked = set(
        RenewalRequest.objects.filter(account_id=account_id, state=RenewalState.OPEN).values_list(
            "serial", flat=True
        )
    )
    found = []
    for binding in accounts.list_bindings(account_id):
        authority = authorities.get(binding.provider)
        if (
            binding.kind is not OutsideKind.CERTIFICATE
            or authority is None
            or binding.valid_until is None
        ):
            continue
        certificate = RenewableCertificate(
            binding_id=binding.id,
            serial=binding.serial,
            valid_until=binding.valid_until,
            authority_name=authority.name,
            renewal_url=authority.renewal_url,
            is_asked=binding.serial in asked,
        )
        found.append((certificate, authority.pk))
    return found


def _facts(row: RenewalRequest) -> RenewalFacts:
    return RenewalFacts(
        id=RenewalId(row.pk),
        account_id=row.account_id,
        authority_name=row.authority.name,
        serial=row.serial,
        valid_until=row.valid_until,
        need=row.need,
        state=RenewalState(row.state),
        answer=row.answer,
        requested_at=row.requested_at,
    )

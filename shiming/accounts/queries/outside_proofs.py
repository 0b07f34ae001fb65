"""Reads about errands to those outside who vouch, and about what is bound to an account."""

import datetime as dt

from shiming.accounts import errors
from shiming.accounts.models import (
    CertificateBinding,
    LicenceBinding,
    OutsideProofRow,
    SocialBinding,
)
from shiming.accounts.queries.codes import BINDING_INDEX
from shiming.accounts.types import (
    AccountId,
    BindingFacts,
    BindingId,
    OutsideAim,
    OutsideKind,
    OutsideProof,
    OutsideProofId,
    Visit,
)
from shiming.vault import queries as vault

SOCIAL_INDEX = "accounts.social.subject"


def get_outside_proof(
    *, proof_id: OutsideProofId, kind: OutsideKind, visit: Visit, now: dt.datetime
) -> OutsideProof:
    """
    Return an errand of this browser that is still good.

    :raises errors.OutsideNotUsable: if it is another browser's, is over, or was used
    """
    bindings = vault.blind_indexes(purpose=BINDING_INDEX, value=visit.token)
    row = OutsideProofRow.objects.filter(
        pk=proof_id,
        kind=kind,
        bound_to__in=bindings,
        consumed_at__isnull=True,
        expires_at__gt=now,
    ).first()
    if row is None:
        raise errors.OutsideNotUsable
    return OutsideProof(
        id=OutsideProofId(row.pk),
        kind=OutsideKind(row.kind),
        aim=OutsideAim(row.aim),
        provider=row.provider,
        account_id=None if row.account_id is None else AccountId(row.account_id),
        secrets=row.secrets,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def find_account_of_body(body_code: str) -> AccountId | None:
    """Return the account that a body's licence or certificate is bound to, the oldest, or None."""
    for model in (LicenceBinding, CertificateBinding):
        bound = model.objects.filter(body_code=body_code).exclude(account__state="closed")
        found = bound.order_by("bound_at", "pk").values_list("account_id", flat=True).first()
        if found is not None:
            return AccountId(found)
    return None


def social_binding_of(*, provider: str, subject: str) -> SocialBinding | None:
    """Return the row that binds a network's user to an account here, or None."""
    indexes = vault.blind_indexes(purpose=SOCIAL_INDEX, value=social_key(provider, subject))
    return SocialBinding.objects.select_related("account").filter(subject_index__in=indexes).first()


def count_links(provider: str) -> int:
    """Return how many accounts are linked to users of a source and may sign in with it."""
    return SocialBinding.objects.filter(provider=provider, suspended_at__isnull=True).count()


def social_key(provider: str, subject: str) -> str:
    """Return what the blind index of a network's user is made of."""
    return f"{provider}:{subject}"


def list_bindings(account_id: AccountId) -> list[BindingFacts]:
    """Return what signs in to an account besides its own secrets, oldest first."""
    social = [
        BindingFacts(
            id=BindingId(row.pk),
            kind=OutsideKind.SOCIAL,
            provider=row.provider,
            bound_at=row.bound_at,
            used_at=row.used_at,
            is_suspended=row.suspended_at is not None,
        )
        for row in SocialBinding.objects.filter(account_id=account_id).order_by("bound_at", "pk")
    ]
    certificates = [
        BindingFacts(
            id=BindingId(row.pk),
            kind=OutsideKind.CERTIFICATE,
            provider=row.brand,
            serial=row.serial,
            body_code=row.body_code,
            bound_at=row.bound_at,
            used_at=row.used_at,
            valid_until=row.valid_until,
        )
        for row in CertificateBinding.objects.filter(account_id=account_id).order_by(
            "bound_at", "pk"
        )
    ]
    licences = [
        BindingFacts(
            id=BindingId(row.pk),
            kind=OutsideKind.LICENCE,
            body_code=row.body_code,
            bound_at=row.bound_at,
            used_at=row.used_at,
        )
        for row in LicenceBinding.objects.filter(account_id=account_id).order_by("pk")
    ]
    return [*social, *certificates, *licences]

"""Use case: what is over and worth nothing is deleted; the audit keeps what happened."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.db import models, transaction
from django.db.models import QuerySet

from shiming.identity_provider import ports
from shiming.identity_provider.models import (
    AccessToken,
    AuthorizationCode,
    CasTicket,
    DeviceRequest,
    Interaction,
    PushedRequest,
    RefreshToken,
    SigningKey,
    SignOut,
    SpentIdentifier,
)
from shiming.identity_provider.operations import releases

M = TypeVar("M", bound=models.Model)

AT_ONCE = 500
# So long the reuse of an old code or token is still told from an invented one.
REMEMBERED = dt.timedelta(days=1)
SIGN_OUTS_ARE_SHOWN = dt.timedelta(days=90)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenRows:
    """How many rows went."""

    interactions: int
    grants: int
    keys: int


def forget_expired(*, now: dt.datetime) -> ForgottenRows:
    """
    Delete what nobody can use any more: requests, grants with their tokens, signing keys.

    In batches, each a transaction of its own: whoever signs in meanwhile waits for none of them.
    No audit record: nothing changes for anybody.
    """
    before = now - REMEMBERED
    granted_before = before - ports.provider_settings().terms.refresh_token
    # Nobody is told more of these than that there is none: they need not be remembered.
    interactions = _forget(Interaction.objects.filter(expires_at__lt=now))
    _forget(PushedRequest.objects.filter(expires_at__lt=now))
    _forget(SpentIdentifier.objects.filter(expires_at__lt=now))
    _forget(AccessToken.objects.filter(expires_at__lt=before))
    grants = _forget(
        AuthorizationCode.objects.filter(issued_at__lt=granted_before),
        releases.sum_up_codes,
        _forget_tokens,
    )
    _forget(CasTicket.objects.filter(issued_at__lt=granted_before), releases.sum_up_tickets)
    _forget(SignOut.objects.filter(at__lt=now - SIGN_OUTS_ARE_SHOWN))
    _forget(DeviceRequest.objects.filter(expires_at__lt=before))
    keys = _forget(SigningKey.objects.filter(published_until__lt=before))
    return ForgottenRows(interactions=interactions, grants=grants, keys=keys)


def _forget(over: QuerySet[M], *before: Callable[[QuerySet[M]], None]) -> int:
    """Delete rows some at a time, after what must be done before; return how many they were."""
    forgotten = 0
    while True:
        with transaction.atomic(durable=True):
            keys = list(over.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
            if not keys:
                return forgotten
            batch = over.filter(pk__in=keys)
            for step in before:
                step(batch)
            batch.delete()
        forgotten += len(keys)


def _forget_tokens(codes: QuerySet[AuthorizationCode]) -> None:
    RefreshToken.objects.filter(authorization_code__in=codes).delete()
    AccessToken.objects.filter(authorization_code__in=codes).delete()

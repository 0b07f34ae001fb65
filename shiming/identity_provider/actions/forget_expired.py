"""Use case: what is over and worth nothing is deleted; the audit keeps what happened."""

import dataclasses
import datetime as dt

from django.db import transaction

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

    No audit record: nothing changes for anybody.
    """
    before = now - REMEMBERED
    longest = ports.provider_settings().terms.refresh_token
    with transaction.atomic(durable=True):
        interactions, _ = Interaction.objects.filter(expires_at__lt=before).delete()
        AccessToken.objects.filter(expires_at__lt=before).delete()
        over = AuthorizationCode.objects.filter(issued_at__lt=before - longest)
        old_tickets = CasTicket.objects.filter(issued_at__lt=before - longest)
        releases.sum_up(over, old_tickets)
        old_tickets.delete()
        RefreshToken.objects.filter(authorization_code__in=over).delete()
        AccessToken.objects.filter(authorization_code__in=over).delete()
        grants, _ = over.delete()
        PushedRequest.objects.filter(expires_at__lt=before).delete()
        SignOut.objects.filter(at__lt=now - SIGN_OUTS_ARE_SHOWN).delete()
        DeviceRequest.objects.filter(expires_at__lt=before).delete()
        SpentIdentifier.objects.filter(expires_at__lt=now).delete()
        keys, _ = SigningKey.objects.filter(published_until__lt=before).delete()
    return ForgottenRows(interactions=interactions, grants=grants, keys=keys)

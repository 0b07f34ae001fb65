"""Use case: the authority gives a supplier leave to register clients (RFC 7591, section 3)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from shiming.audit import operations as audit
from shiming.identity_provider import errors, ports
from shiming.identity_provider.models import InitialAccessToken
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.provider import new_secret
from shiming.identity_provider.types import IdentityProviderEvent, Scope
from shiming.kernel.actor import Actor

# Full identity numbers are given by hand only.
NEVER = frozenset({Scope.IDENTITY_NUMBER})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IssuedInitialToken:
    """What an interface may show, once: only the hash is kept."""

    token: str = dataclasses.field(repr=False)
    expires_at: dt.datetime


def issue_initial_token(
    *,
    name: str,
    scopes: Sequence[str],
    uses: int,
    lifetime: dt.timedelta,
    actor: Actor,
    now: dt.datetime,
) -> IssuedInitialToken:
    """
    Make a token with which some clients may register themselves.

    :raises errors.ScopeUnknown: if a scope is none of ours, or one that is given by hand only
    """
    if not frozenset(Scope).difference(NEVER).issuperset(scopes) or Scope.OPENID not in scopes:
        raise errors.ScopeUnknown
    token = new_secret()
    expires_at = now + lifetime
    with transaction.atomic(durable=True):
        row = InitialAccessToken.objects.create(
            token_hash=keyed_hash(ports.provider_settings().hash_key, token),
            name=name,
            scopes=list(scopes),
            uses_left=uses,
            created_at=now,
            expires_at=expires_at,
        )
        audit.record(
            event=IdentityProviderEvent.INITIAL_TOKEN_ISSUED,
            actor=actor,
            subject=f"initial_token:{row.pk}",
            at=now,
            details={"uses": uses, "scope": " ".join(scopes)},
        )
    return IssuedInitialToken(token=token, expires_at=expires_at)

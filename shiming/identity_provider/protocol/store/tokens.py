"""Operations on access and refresh tokens."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol.store.grants import Grant, Standing
from shiming.identity_provider.protocol.store.operation import AuditEntry, Operation
from shiming.identity_provider.types import Algorithm


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """
    A stored access or refresh token, and the grant that it descends from.

    A client that acts for itself has a token without a grant. `confirmation` is the thumbprint of
    the key that the token is bound to (RFC 9449), `actors` who acts for the subject (RFC 8693).
    """

    id: uuid.UUID
    code_id: uuid.UUID | None
    grant: Grant | None
    client_pk: uuid.UUID
    client_id: str
    sector: str
    is_client_active: bool
    """It, and the one that it was exchanged from."""
    userinfo_algorithm: Algorithm | None
    scopes: tuple[str, ...]
    audience: tuple[str, ...]
    confirmation: str
    actors: str
    issued_at: dt.datetime
    expires_at: dt.datetime
    is_rotated: bool
    is_revoked: bool
    is_session_live: bool
    standing: Standing | None = None
    """Of whoever granted it; None where a client acts for itself."""
    is_client_sandbox: bool = False
    has_capacity_ended: bool = False
    """Whether its person does not act any more as they did (`capacities`)."""

    @property
    def is_given_in_an_office(self) -> bool:
        """Tell whether its person acted for somebody else when they granted it."""
        return self.grant is not None and self.grant.acts_for_another

    def is_alive(self, now: dt.datetime) -> bool:
        """Tell whether it is worth anything: nobody revoked it, and everybody is still there."""
        return (
            self.expires_at > now
            and self.is_client_active
            and self.is_session_live
            and not self.is_revoked
            and not self.is_rotated
            and not self.has_capacity_ended
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token to be stored: only its hash is. Refresh tokens have no scopes of their own."""

    token_hash: str
    expires_at: dt.datetime
    scopes: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    confirmation: str = ""
    actors: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindAccessToken(Operation[TokenRecord | None]):
    """Find an access token by its hash, whatever its state."""

    token_hash: str
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindRefreshToken(Operation[TokenRecord | None]):
    """Find a refresh token by its hash, whatever its state."""

    token_hash: str
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RotateRefreshToken(Operation[bool]):
    """Use up a refresh token and store its successors; tell whether it was still unused."""

    token_id: uuid.UUID
    code_id: uuid.UUID
    now: dt.datetime
    access_token: NewToken
    refresh_token: NewToken
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InsertAccessToken(Operation[None]):
    """Store a token that uses nothing up: of a client that acts for itself, or exchanged."""

    client_pk: uuid.UUID
    code_id: uuid.UUID | None
    now: dt.datetime
    access_token: NewToken
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RevokeAccessToken(Operation[None]):
    """Revoke one access token, and nothing beside it."""

    token_id: uuid.UUID
    now: dt.datetime
    audit: AuditEntry


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SpendIdentifier(Operation[bool]):
    """
    Note that an identifier came; tell whether it came for the first time.

    No audit entry: it changes nothing for anybody.
    """

    hash: str
    expires_at: dt.datetime

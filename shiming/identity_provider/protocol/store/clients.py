"""Operations on clients."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from shiming.identity_provider.protocol.store.operation import Operation
from shiming.identity_provider.types import Algorithm, AuthMethod, ClientKind, TokenFormat
from shiming.kernel.levels import Level


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ClientRecord:
    """A business system that trusts us (接入系统)."""

    id: uuid.UUID
    client_id: str
    name: str
    kind: ClientKind
    is_active: bool
    redirect_uris: frozenset[str]
    post_logout_redirect_uris: frozenset[str]
    sector: str
    auth_method: AuthMethod
    secret_hash: str = dataclasses.field(repr=False)
    allowed_scopes: frozenset[str]
    min_level: Level
    min_unit_level: Level
    """The same for who comes as a legal person, or for one (S33-23)."""
    grant_types: frozenset[str]
    jwks: tuple[Mapping[str, object], ...]
    certificate: str
    resources: frozenset[str]
    serves: frozenset[str]
    access_token_format: TokenFormat
    id_token_algorithm: Algorithm
    userinfo_algorithm: Algorithm | None
    needs_dpop: bool
    needs_pushed_requests: bool
    needs_signed_requests: bool
    secret_expires_at: dt.datetime | None = None
    old_secret_hash: str = dataclasses.field(default="", repr=False)
    """The secret before the present one, good until `old_secret_until`."""
    old_secret_until: dt.datetime | None = None
    is_sandbox: bool = False
    sign_in_methods: tuple[str, ...] = ()
    """The ways in that it accepts (S05-6); none named: all."""
    acting_kinds: frozenset[str] = frozenset()
    """In which capacities people may come; none named: all."""
    account_kinds: frozenset[str] = frozenset()
    """Whose accounts it takes; none named: all. Other nodes take people's own alone (S33-25)."""
    admits_units_alone: bool = False
    """Whether units may come by their password alone, without anybody's second factor (S35-8)."""

    def least_level(self, *, is_unit: bool) -> Level:
        """Return the level below which nobody of this kind of users is taken (C2)."""
        # Below `registered` there is nobody to speak of: a pending account is still a stranger.
        return max(self.min_unit_level if is_unit else self.min_level, Level.REGISTERED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FindClient(Operation[ClientRecord | None]):
    """Find a client by its public identifier, whatever its state."""

    client_id: str

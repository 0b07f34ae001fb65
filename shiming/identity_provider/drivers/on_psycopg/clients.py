"""Clients."""

import functools
import json
import uuid

from shiming.identity_provider import policies
from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers, Row
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import Algorithm, AuthMethod, ClientKind, TokenFormat
from shiming.kernel.levels import Level

# JSON as text, so that a row can be compared with the one that was read before.
FIND_CLIENT = b"""
    SELECT id, client_id, name, kind, state = 'active', redirect_uris::text,
           post_logout_redirect_uris::text, sector, auth_method, secret_hash, allowed_scopes::text,
           min_level, grant_types::text, jwks::text, certificate, resources::text, serves::text,
           access_token_format, id_token_algorithm, userinfo_algorithm, needs_dpop,
           needs_pushed_requests, needs_signed_requests, secret_expires_at, old_secret_hash,
           old_secret_until, environment = 'sandbox', sign_in_methods::text, acting_kinds::text,
           min_unit_level, admits_units_alone, xmin::text AS version
    FROM identity_provider_client WHERE client_id = %s
"""


def _find_client(database: Database, operation: store.FindClient) -> store.ClientRecord | None:
    row = database.recall_or_read((FIND_CLIENT, (operation.client_id,)))
    return None if row is None else _client(row)


@functools.lru_cache(maxsize=1024)
def _client(row: Row) -> store.ClientRecord:
    """Read a row, once: it is asked for with each request and hardly ever changes."""
    return store.ClientRecord(
        id=row[0],
        client_id=row[1],
        name=row[2],
        kind=ClientKind(row[3]),
        is_active=row[4],
        redirect_uris=frozenset(json.loads(row[5])),
        post_logout_redirect_uris=frozenset(json.loads(row[6])),
        sector=row[7],
        auth_method=AuthMethod(row[8]),
        secret_hash=row[9],
        allowed_scopes=frozenset(json.loads(row[10])),
        min_level=Level(row[11]),
        grant_types=frozenset(json.loads(row[12])),
        jwks=tuple(json.loads(row[13])),
        certificate=row[14],
        resources=frozenset(json.loads(row[15])),
        serves=frozenset(json.loads(row[16])),
        access_token_format=TokenFormat(row[17]),
        id_token_algorithm=Algorithm(row[18]),
        userinfo_algorithm=Algorithm(row[19]) if row[19] else None,
        needs_dpop=row[20],
        needs_pushed_requests=row[21],
        needs_signed_requests=row[22],
        secret_expires_at=row[23],
        old_secret_hash=row[24],
        old_secret_until=row[25],
        is_sandbox=row[26],
        sign_in_methods=tuple(json.loads(row[27])),
        acting_kinds=frozenset(json.loads(row[28])),
        min_unit_level=Level(row[29]),
        account_kinds=policies.account_kinds_of(client_id=row[1], sector=row[7]),
        admits_units_alone=row[30],
    )


def version_of(row: Row) -> tuple[uuid.UUID, str]:
    """Return the key and the version of a client's row: every change gives it another one."""
    return row[0], row[-1]


HANDLERS: Handlers = {store.FindClient: _find_client}

"""Clients."""

from shiming.identity_provider.drivers.on_psycopg.database import Database, Handlers
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import Algorithm, AuthMethod, ClientKind, TokenFormat
from shiming.kernel.levels import Level

FIND_CLIENT = b"""
    SELECT id, client_id, name, kind, state = 'active', redirect_uris, post_logout_redirect_uris,
           sector, auth_method, secret_hash, allowed_scopes, min_level, grant_types, jwks,
           certificate, resources, serves, access_token_format, id_token_algorithm,
           userinfo_algorithm, needs_dpop, needs_pushed_requests, needs_signed_requests
    FROM identity_provider_client WHERE client_id = %s
"""


def _find_client(database: Database, operation: store.FindClient) -> store.ClientRecord | None:
    row = database.read(FIND_CLIENT, operation.client_id)
    if row is None:
        return None
    return store.ClientRecord(
        id=row[0],
        client_id=row[1],
        name=row[2],
        kind=ClientKind(row[3]),
        is_active=row[4],
        redirect_uris=frozenset(row[5]),
        post_logout_redirect_uris=frozenset(row[6]),
        sector=row[7],
        auth_method=AuthMethod(row[8]),
        secret_hash=row[9],
        allowed_scopes=frozenset(row[10]),
        min_level=Level(row[11]),
        grant_types=frozenset(row[12]),
        jwks=tuple(row[13]),
        certificate=row[14],
        resources=frozenset(row[15]),
        serves=frozenset(row[16]),
        access_token_format=TokenFormat(row[17]),
        id_token_algorithm=Algorithm(row[18]),
        userinfo_algorithm=Algorithm(row[19]) if row[19] else None,
        needs_dpop=row[20],
        needs_pushed_requests=row[21],
        needs_signed_requests=row[22],
    )


HANDLERS: Handlers = {store.FindClient: _find_client}

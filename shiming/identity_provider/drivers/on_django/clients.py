"""Clients."""

from shiming.identity_provider import policies
from shiming.identity_provider.drivers import runner
from shiming.identity_provider.models import Client
from shiming.identity_provider.protocol import store
from shiming.identity_provider.types import (
    Algorithm,
    AuthMethod,
    ClientEnvironment,
    ClientKind,
    ClientState,
    TokenFormat,
)
from shiming.kernel.levels import Level


def _find_client(operation: store.FindClient) -> store.ClientRecord | None:
    client = Client.objects.filter(client_id=operation.client_id).first()
    return None if client is None else client_record(client)


def client_record(client: Client) -> store.ClientRecord:
    """Return a client as the engine knows it."""
    return store.ClientRecord(
        id=client.pk,
        client_id=client.client_id,
        name=client.name,
        kind=ClientKind(client.kind),
        is_active=client.state == ClientState.ACTIVE,
        redirect_uris=frozenset(client.redirect_uris),
        post_logout_redirect_uris=frozenset(client.post_logout_redirect_uris),
        sector=client.sector,
        auth_method=AuthMethod(client.auth_method),
        secret_hash=client.secret_hash,
        allowed_scopes=frozenset(client.allowed_scopes),
        min_level=Level(client.min_level),
        min_unit_level=Level(client.min_unit_level),
        grant_types=frozenset(client.grant_types),
        jwks=tuple(client.jwks),
        certificate=client.certificate,
        resources=frozenset(client.resources),
        serves=frozenset(client.serves),
        access_token_format=TokenFormat(client.access_token_format),
        id_token_algorithm=Algorithm(client.id_token_algorithm),
        userinfo_algorithm=Algorithm(client.userinfo_algorithm)
        if client.userinfo_algorithm
        else None,
        needs_dpop=client.needs_dpop,
        needs_pushed_requests=client.needs_pushed_requests,
        needs_signed_requests=client.needs_signed_requests,
        secret_expires_at=client.secret_expires_at,
        old_secret_hash=client.old_secret_hash,
        old_secret_until=client.old_secret_until,
        is_sandbox=client.environment == ClientEnvironment.SANDBOX,
        sign_in_methods=tuple(client.sign_in_methods),
        acting_kinds=frozenset(client.acting_kinds),
        account_kinds=policies.account_kinds_of(client_id=client.client_id, sector=client.sector),
        admits_units_alone=client.admits_units_alone,
    )


HANDLERS: runner.Handlers = {
    store.FindClient: _find_client,
}

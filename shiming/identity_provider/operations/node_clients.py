"""Other nodes as clients: they send their visitors here to show who they are (S28-5)."""

import datetime as dt

from shiming.audit import operations as audit
from shiming.identity_provider import errors, policies, ports
from shiming.identity_provider.models import Client
from shiming.identity_provider.operations import onboarding
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.types import (
    AuthMethod,
    ClientKind,
    ClientState,
    GrantType,
    IdentityProviderEvent,
    Scope,
)
from shiming.kernel.actor import ActingKind, Actor
from shiming.kernel.levels import Level
from shiming.trust_sources.types.recognition import NodeClient

STOPPED = "节点互认已停止"
"""Why we suspended a client; whatever an officer suspended for another reason stays so."""
SCOPES = (Scope.OPENID, Scope.PROFILE, Scope.IDENTITY, Scope.IDENTITY_NUMBER)


class NodeClients:
    """Fills `trust_sources.ports.recognition.node_clients`."""

    def keep(self, client: NodeClient, *, actor: Actor, now: dt.datetime) -> None:
        """
        Have the client of a node stand as described; doing it again changes nothing.

        Closing one takes nothing of what the node says of itself, and so nothing can keep it open.

        :raises errors.ClientIdTaken: if the name is that of a client which is no node
        :raises errors.RedirectUriInvalid: if one of its addresses may not be redirected to
        """
        sector = policies.node_sector(client.client_id)
        row = Client.objects.filter(client_id=client.client_id).first()
        if not client.is_open:
            if row is not None and row.sector == sector:
                _change(row, _state_of(row, client), client=client, actor=actor, now=now)
            return
        if row is not None and row.sector != sector:
            raise errors.ClientIdTaken
        # A node names every host that it answers at, and some are not fit to be sent back to.
        redirect_uris = [one for one in client.redirect_uris if policies.is_exact_address(one)]
        if refusal := policies.refusal_to_register_client(
            client_id=client.client_id,
            redirect_uris=redirect_uris,
            post_logout_redirect_uris=(),
            scopes=SCOPES,
            sector=sector,
        ):
            raise refusal
        values: dict[str, object] = {
            "name": client.name,
            "redirect_uris": redirect_uris,
            "secret_hash": _hash_of(client.secret),
            "old_secret_hash": _hash_of(client.former_secret),
            "old_secret_until": client.former_until,
        }
        if row is None:
            _enter(client, sector=sector, values=values, actor=actor, now=now)
            return
        values |= _state_of(row, client)
        _change(row, values, client=client, actor=actor, now=now)


def _hash_of(secret: str) -> str:
    return keyed_hash(ports.provider_settings().hash_key, secret) if secret else ""


def _state_of(row: Client, client: NodeClient) -> dict[str, object]:
    if row.state != ClientState.ACTIVE and row.state_reason != STOPPED:
        return {}
    if client.is_open:
        return {"state": ClientState.ACTIVE, "state_reason": ""}
    return {"state": ClientState.SUSPENDED, "state_reason": STOPPED}


def _change(
    row: Client,
    values: dict[str, object],
    *,
    client: NodeClient,
    actor: Actor,
    now: dt.datetime,
) -> None:
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    if changed:
        Client.objects.filter(pk=row.pk).update(**values)
        _record(client, changed=changed, actor=actor, now=now)


def _enter(
    client: NodeClient, *, sector: str, values: dict[str, object], actor: Actor, now: dt.datetime
) -> None:
    row = Client.objects.create(
        client_id=client.client_id,
        kind=ClientKind.GOVERNMENTAL,
        sector=sector,
        auth_method=AuthMethod.BASIC,
        allowed_scopes=list(SCOPES),
        min_level=Level.REGISTERED,
        grant_types=[GrantType.AUTHORIZATION_CODE],
        # People come as themselves: nobody's post or office is carried to another node (S33-25).
        acting_kinds=[ActingKind.SELF],
        created_at=now,
        # It is derived from the key of the nodes, and lives as long as that does.
        secret_made_at=now,
        **values,
    )
    onboarding.enter_in_register(
        name=client.name, owner=client.name, item_codes=[], client=row, now=now
    )
    audit.record(
        event=IdentityProviderEvent.CLIENT_REGISTERED,
        actor=actor,
        subject=f"client:{client.client_id}",
        at=now,
        details={"kind": ClientKind.GOVERNMENTAL.value, "sector": sector},
    )


def _record(client: NodeClient, *, changed: set[str], actor: Actor, now: dt.datetime) -> None:
    event = IdentityProviderEvent.CLIENT_CHANGED
    if "state" in changed:
        event = (
            IdentityProviderEvent.CLIENT_RESUMED
            if client.is_open
            else IdentityProviderEvent.CLIENT_SUSPENDED
        )
    audit.record(event=event, actor=actor, subject=f"client:{client.client_id}", at=now)

"""What applications make: clients, and their entries in the register of systems."""

import datetime as dt
import secrets

from shiming.identity_provider import policies, ports
from shiming.identity_provider.models import Application, Client, RegisteredSystem, SandboxTester
from shiming.identity_provider.protocol.digests import keyed_hash
from shiming.identity_provider.protocol.provider import new_secret
from shiming.identity_provider.types import (
    AuthMethod,
    ClientEnvironment,
    ClientKind,
    SystemState,
)
from shiming.messages import operations as messages

_ID_BYTES = 8
EXCEPTION_ENDING = "identity_provider/exception_ending"
"""The reminder of officers that a system's exception ends."""


def open_client(
    application: Application, *, environment: ClientEnvironment, kind: ClientKind, now: dt.datetime
) -> Client:
    """
    Make the client of an application for one environment.

    Its secret is thrown away: nobody can use the client before its integrator has drawn one, and
    the officer who made it never sees any.
    """
    is_sandbox = environment is ClientEnvironment.SANDBOX
    addresses = application.sandbox_redirect_uris if is_sandbox else application.redirect_uris
    client_id = f"{'sandbox' if is_sandbox else 'app'}-{secrets.token_hex(_ID_BYTES)}"
    client = Client.objects.create(
        client_id=client_id,
        name=application.system_name,
        kind=kind,
        redirect_uris=addresses,
        post_logout_redirect_uris=_of_same_origin(application.post_logout_redirect_uris, addresses),
        backchannel_logout_uri=next(
            iter(_of_same_origin([application.backchannel_logout_uri], addresses)), ""
        ),
        sector=policies.sector_of(addresses, own=client_id),
        auth_method=AuthMethod.BASIC,
        secret_hash=keyed_hash(ports.provider_settings().hash_key, new_secret()),
        allowed_scopes=application.scopes,
        min_level=application.min_level,
        min_unit_level=application.min_level,
        environment=environment,
        home_uri="" if is_sandbox else application.home_uri,
        initiate_login_uri="" if is_sandbox else application.initiate_login_uri,
        created_at=now,
    )
    if is_sandbox:
        SandboxTester.objects.create(
            client=client, account_id=application.applicant_id, added_at=now
        )
    return client


def enter_in_register(
    *,
    name: str,
    owner: str,
    item_codes: list[str],
    client: Client,
    replaces: Client | None = None,
    now: dt.datetime,
) -> None:
    """
    Note in the register of systems that a client stands for one.

    An entry of the same name and owner that was not connected so far, or that was connected as
    `replaces`, goes on.
    """
    is_sandbox = client.environment == ClientEnvironment.SANDBOX
    values = {
        "state": SystemState.IN_TEST if is_sandbox else SystemState.CONNECTED,
        "exception_until": None,
        "item_codes": item_codes,
        "client": client,
        "changed_at": now,
    }
    while (known := _find_entry(name=name, owner=owner, replaces=replaces)) is not None:
        # Somebody else may connect another client to it, or change it, in this very moment.
        if RegisteredSystem.objects.filter(pk=known.pk, version=known.version).update(
            **values, version=known.version + 1
        ):
            messages.cancel_reminder(kind=EXCEPTION_ENDING, subject=f"system:{known.pk}", now=now)
            return
    RegisteredSystem.objects.create(name=name, owner=owner, **values)


def _find_entry(*, name: str, owner: str, replaces: Client | None) -> RegisteredSystem | None:
    """Return the entry that goes on, if there is one."""
    if replaces is not None:
        replaced = RegisteredSystem.objects.filter(client=replaces).first()
        if replaced is not None:
            return replaced
    free = RegisteredSystem.objects.filter(name=name, owner=owner, client__isnull=True)
    return free.order_by("pk").first()


def _of_same_origin(wanted: list[str], addresses: list[str]) -> list[str]:
    return [one for one in wanted if one and policies.is_of_same_origin(one, addresses)]

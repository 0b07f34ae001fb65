"""Use case: a person lets a device in, or keeps it out (RFC 8628, section 3.3)."""

import datetime as dt
import uuid

from django.db import transaction

from shiming.accounts.types import AccountId
from shiming.audit import operations as audit
from shiming.identity_provider import errors, ports, queries
from shiming.identity_provider.models import AuthorizationCode, Client, DeviceRequest
from shiming.identity_provider.protocol import welcome
from shiming.identity_provider.protocol.store import SessionRecord
from shiming.identity_provider.types import ClientEnvironment, DeviceState, IdentityProviderEvent
from shiming.kernel.actor import Actor
from shiming.kernel.ids import new_id


def decide_device(
    *,
    device_id: uuid.UUID,
    session: SessionRecord,
    is_approved: bool,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """
    Note the person's decision; an approval is a grant that the device redeems with its own code.

    :raises errors.DeviceCodeWrong: if the device waits no longer
    :raises errors.AppNotWelcoming: if its client does not take this person as they act now, or
        they have proven less than client, scopes and resources demand
    """
    with transaction.atomic(durable=True):
        waiting = DeviceRequest.objects.filter(
            pk=device_id, state=DeviceState.PENDING, expires_at__gt=now
        )
        device = waiting.select_related("client").first()
        won = waiting.update(
            state=DeviceState.APPROVED if is_approved else DeviceState.REFUSED, decided_at=now
        )
        if device is None or not won:
            raise errors.DeviceCodeWrong
        if is_approved and not _is_welcome(device.client, session):
            raise errors.AppNotWelcoming
        if is_approved and session.level_at(now) < queries.least_level_of_device(
            device, is_unit=session.is_unit
        ):
            raise errors.AppNotWelcoming
        if is_approved:
            _grant(device, session, now=now)
        audit.record(
            event=IdentityProviderEvent.AUTHORIZATION_GRANTED
            if is_approved
            else IdentityProviderEvent.DEVICE_REFUSED,
            actor=actor,
            subject=f"client:{device.client.client_id}",
            at=now,
            details={"scope": device.scopes, "is_device": True},
        )


def _is_welcome(client: Client, session: SessionRecord) -> bool:
    is_tester = ports.provider_settings().is_sandbox_open or queries.is_tester(
        client, account_id=AccountId(session.account_id)
    )
    if client.environment == ClientEnvironment.SANDBOX and not is_tester:
        return False
    if not welcome.is_way_accepted(client, session):
        return False
    return not client.acting_kinds or session.identity.kind in client.acting_kinds


def _grant(device: DeviceRequest, session: SessionRecord, *, now: dt.datetime) -> None:
    AuthorizationCode.objects.create(
        id=new_id(),
        code_hash=device.device_code_hash,
        client=device.client,
        account_id=session.account_id,
        person_id=session.person_id,
        session_id=session.sid,
        redirect_uri="",
        scopes=device.scopes,
        nonce="",
        code_challenge="",
        level=session.level_at(now),
        methods=" ".join(session.methods),
        acting=session.identity.kind.value,
        acting_organisation_id=session.identity.organisation_id,
        acting_legal_person_id=session.identity.legal_person_id,
        resources=device.resources,
        claims="",
        authenticated_at=session.authenticated_at,
        issued_at=now,
        expires_at=device.expires_at,
    )

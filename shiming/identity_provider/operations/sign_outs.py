"""
What happens when a session ends: everybody who knows it is to be told (E2).

The adapter of `accounts.ports.session_ended`: accounts calls it in the transaction that ends the
session, whoever ended it, so that no end is ever kept from the connected systems.
"""

import datetime as dt
import uuid

from shiming.accounts.types import SessionId
from shiming.identity_provider.models import (
    AuthorizationCode,
    CasTicket,
    Client,
    SignOut,
    SignOutNotice,
)
from shiming.identity_provider.types import SignOutChannel, SignOutState
from shiming.jobs import operations as jobs

TELL = "identity_provider.tell_sign_out"
"""The job that tells one client; its subject is the notice."""

TOLD_BY_THE_PLATFORM = (SignOutChannel.BACK_CHANNEL, SignOutChannel.CAS)


def session_ended(*, session_id: SessionId, now: dt.datetime) -> None:
    """Open a notice for each client that was granted something in the session, and have it told."""
    grants = AuthorizationCode.objects.filter(session_id=session_id, redeemed_at__isnull=False)
    tickets = CasTicket.objects.filter(session_id=session_id).exclude(spent_ticket="")
    account_id = (
        grants.values_list("account_id", flat=True).first()
        or tickets.values_list("account_id", flat=True).first()
    )
    if account_id is None:
        return
    sign_out = SignOut.objects.create(session_id=session_id, account_id=account_id, at=now)
    clients = Client.objects.filter(pk__in=grants.values("client_id")).order_by("client_id")
    for client in clients:
        channel, address = _channel_of(client)
        _open_notice(sign_out, client_pk=client.pk, channel=channel, address=address, now=now)
    for ticket in tickets.order_by("pk"):
        _open_notice(
            sign_out,
            client_pk=ticket.client_id,
            channel=SignOutChannel.CAS,
            address=ticket.service,
            ticket=ticket.spent_ticket,
            now=now,
        )


def _open_notice(
    sign_out: SignOut,
    *,
    client_pk: uuid.UUID,
    channel: SignOutChannel,
    address: str,
    now: dt.datetime,
    ticket: str = "",
) -> None:
    notice = SignOutNotice.objects.create(
        sign_out=sign_out,
        client_id=client_pk,
        channel=channel,
        address=address,
        ticket=ticket,
        state=_FIRST_STATE[channel],
    )
    if channel in TOLD_BY_THE_PLATFORM:
        jobs.start(kind=TELL, subject=str(notice.pk), now=now)


def farewell_url(*, session_id: SessionId) -> str | None:
    """Return the page that says which clients were told, or None if nobody had to be."""
    sign_out_id = SignOut.objects.filter(session_id=session_id).values_list("pk", flat=True).first()
    return None if sign_out_id is None else farewell_of(sign_out_id)


def farewell_of(sign_out_id: uuid.UUID) -> str:
    """Return the page of one sign-out."""
    return f"/oauth2/signed-out/{sign_out_id}"


_FIRST_STATE = {
    SignOutChannel.BACK_CHANNEL: SignOutState.WAITING,
    SignOutChannel.CAS: SignOutState.WAITING,
    SignOutChannel.FRONT_CHANNEL: SignOutState.ASKED,
    SignOutChannel.NONE: SignOutState.UNREACHABLE,
}


def _channel_of(client: Client) -> tuple[SignOutChannel, str]:
    """Return the surest way to tell a client: a browser may be closed, a server answers."""
    if client.backchannel_logout_uri:
        return SignOutChannel.BACK_CHANNEL, client.backchannel_logout_uri
    if client.frontchannel_logout_uri:
        return SignOutChannel.FRONT_CHANNEL, client.frontchannel_logout_uri
    return SignOutChannel.NONE, ""

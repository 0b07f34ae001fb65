"""Reads: what became of sign-outs."""

import dataclasses
import datetime as dt
import uuid

from shiming.accounts.types import AccountId
from shiming.identity_provider.models import SignOut, SignOutNotice
from shiming.identity_provider.protocol.store import EndedSession
from shiming.identity_provider.types import Algorithm, SignOutChannel, SignOutNoticeId, SignOutState

FAREWELL_IS_SHOWN = dt.timedelta(minutes=10)
_UNSURE = (SignOutState.FAILED, SignOutState.UNREACHABLE)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice that waits to be sent, with all that must stand in it."""

    notice_id: SignOutNoticeId
    channel: SignOutChannel
    address: str
    client_id: str
    sector: str
    algorithm: Algorithm
    account_id: uuid.UUID
    session_id: uuid.UUID
    ticket: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ToldClient:
    """One client of a sign-out, and whether it knows."""

    client_name: str
    sector: str
    state: SignOutState
    at: dt.datetime
    front_channel: str
    """Where the person's browser goes instead, with nothing added yet; empty if nowhere."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """A sign-out as its owner sees it."""

    id: uuid.UUID
    session_id: uuid.UUID
    clients: tuple[ToldClient, ...]
    front_channels: tuple[str, ...]
    """Every address to which the browser may be sent in the course of it."""

    @property
    def is_waiting(self) -> bool:
        """Tell whether some client has neither answered nor been given up."""
        return any(client.state is SignOutState.WAITING for client in self.clients)


def find_letter(notice_id: SignOutNoticeId) -> Letter | None:
    """Find a notice that is still to be sent."""
    notice = (
        SignOutNotice.objects.select_related("sign_out", "client")
        .filter(pk=notice_id, state=SignOutState.WAITING)
        .first()
    )
    if notice is None:
        return None
    return Letter(
        notice_id=notice_id,
        channel=SignOutChannel(notice.channel),
        address=notice.address,
        client_id=notice.client.client_id,
        sector=notice.client.sector,
        algorithm=Algorithm(notice.client.id_token_algorithm),
        account_id=notice.sign_out.account_id,
        session_id=notice.sign_out.session_id,
        ticket=notice.ticket,
    )


def find_farewell(sign_out_id: uuid.UUID, *, now: dt.datetime) -> Farewell | None:
    """Find a sign-out that happened just now."""
    sign_out = SignOut.objects.filter(pk=sign_out_id, at__gt=now - FAREWELL_IS_SHOWN).first()
    if sign_out is None:
        return None
    notices = list(
        SignOutNotice.objects.select_related("client", "sign_out")
        .filter(sign_out=sign_out)
        .order_by("client__name", "pk")
    )
    return Farewell(
        id=sign_out.pk,
        session_id=sign_out.session_id,
        clients=tuple(_told(notice) for notice in notices),
        front_channels=tuple(
            notice.client.frontchannel_logout_uri
            for notice in notices
            if notice.client.frontchannel_logout_uri
        ),
    )


def find_ended_session(session_id: uuid.UUID) -> EndedSession | None:
    """Find what is still to be done for a session that ended."""
    sign_out_id = SignOut.objects.filter(session_id=session_id).values_list("pk", flat=True).first()
    if sign_out_id is None:
        return None
    by_browser = SignOutNotice.objects.filter(
        sign_out_id=sign_out_id, channel=SignOutChannel.FRONT_CHANNEL
    )
    return EndedSession(sign_out_id=sign_out_id, needs_browser=by_browser.exists())


def list_unanswered(account_id: AccountId, *, since: dt.datetime) -> list[ToldClient]:
    """List the clients that may still believe the person to be signed in, newest first."""
    notices = (
        SignOutNotice.objects.select_related("client", "sign_out")
        .filter(sign_out__account_id=account_id, sign_out__at__gt=since, state__in=_UNSURE)
        .order_by("-sign_out__at", "pk")
    )
    return [_told(notice) for notice in notices]


def _told(notice: SignOutNotice) -> ToldClient:
    state = SignOutState(notice.state)
    is_browsers_turn = state in {SignOutState.ASKED, SignOutState.FAILED}
    return ToldClient(
        client_name=notice.client.name,
        sector=notice.client.sector,
        state=state,
        at=notice.sign_out.at,
        front_channel=notice.client.frontchannel_logout_uri if is_browsers_turn else "",
    )

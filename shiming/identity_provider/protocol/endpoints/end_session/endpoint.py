"""From a client's wish, over the person's word where it is needed, to the end of the session."""

import datetime as dt

from shiming.identity_provider.protocol import digests, id_tokens, trials
from shiming.identity_provider.protocol.endpoints.discovery import END_SESSION
from shiming.identity_provider.protocol.endpoints.end_session import pipeline
from shiming.identity_provider.protocol.endpoints.end_session.request import EndSessionRequest
from shiming.identity_provider.protocol.errors import OAuthError
from shiming.identity_provider.protocol.messages import (
    ConfirmSignOutPage,
    ErrorPage,
    Outcome,
    Parameters,
    Request,
    SignedOutPage,
    redirect,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    EndedSession,
    EndSession,
    FindClient,
    FindSession,
    SessionRecord,
    Steps,
)
from shiming.identity_provider.types import Trial
from shiming.kernel.actor import Actor


def end_session(
    request: Request, provider: Provider, now: dt.datetime, *, is_confirmed: bool = False
) -> Steps[Outcome]:
    """
    Sign the person out and send them back to the client (RP-Initiated Logout, sections 2 and 3).

    An ID token of this very session proves that its client asks; any other wish is anybody's, and
    the person is asked first, so that no picture on a page can sign people out.
    """
    text = request.body if request.method == "POST" else request.query
    try:
        parameters = Parameters.parse(text)
        if request.method == "POST" and not (request.session_cookie or parameters.repeated):
            # A client's POST from another site carries no SameSite=Lax cookie: look again with a
            # GET, or the person would be told that they are signed out, and would not be.
            return redirect(END_SESSION, parameters.values)
        asked = yield from _read(parameters, request, provider, now)
        for check in pipeline.CHECKS:
            check(asked)
    except OAuthError as error:
        return ErrorPage(error=error)

    session, ended = asked.session, None
    if session is not None:
        if not (is_confirmed or asked.is_of_this_session):
            name = asked.client.name if asked.client and asked.client.is_active else ""
            return ConfirmSignOutPage(client_name=name, query=text)
        ended = yield from end(session, request, now)
        if asked.client is not None and asked.is_of_this_session:
            # Its own ID token: anybody could name a client and be signed out by their own word.
            yield from trials.note(
                Trial.SIGN_OUT,
                is_sandbox=asked.client.is_sandbox,
                client_pk=asked.client.id,
                detail="id_token_hint",
                now=now,
            )

    address = asked.parameters.get("post_logout_redirect_uri")
    state = asked.parameters.get("state")
    cookies = (forgotten(provider),) if session is not None else ()
    back = redirect(address, {"state": state} if state else {}, cookies=cookies)
    if address and not (ended and ended.needs_browser):
        return back
    return SignedOutPage(
        sign_out_id=ended.sign_out_id if ended else None,
        continue_to=back.location,
        cookies=cookies,
    )


def end(session: SessionRecord, request: Request, now: dt.datetime) -> Steps[EndedSession | None]:
    """End the person's session; return what is still to be done for it."""
    return (
        yield from EndSession(
            now=now,
            actor=Actor(
                account_id=session.account_id,
                person_id=session.person_id,
                session_id=session.sid,
                identity=session.identity,
                level=session.level,
                methods=session.methods,
                address=request.address,
                device=request.device,
            ),
        )
    )


def forgotten(provider: Provider) -> str:
    """Take the cookie away: it opens nothing any more."""
    secure = "; Secure" if provider.is_https else ""
    return f"{provider.session_cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"


def _read(
    parameters: Parameters, request: Request, provider: Provider, now: dt.datetime
) -> Steps[EndSessionRequest]:
    hint_text = parameters.get("id_token_hint")
    hint = id_tokens.read_hint(provider, hint_text) if hint_text else None
    client_id = parameters.get("client_id") or (hint.client_id if hint else "")
    client = (yield from FindClient(client_id=client_id)) if client_id else None
    session = None
    if request.session_cookie:
        session = yield from FindSession(cookie=request.session_cookie, now=now)
    sid = None
    if session is not None and client is not None:
        sid = digests.pairwise_session(
            salt=provider.pairwise_salt, sector=client.sector, session_id=session.sid
        )
    return EndSessionRequest(
        parameters=parameters, hint=hint, client=client, session=session, sid=sid
    )

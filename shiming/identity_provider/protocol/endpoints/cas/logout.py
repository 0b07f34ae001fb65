"""Signing out on an old client's wish, and telling the others (CAS 3.0, sections 2.3 and 2.3.3)."""

import datetime as dt
from xml.sax.saxutils import escape

from shiming.identity_provider.protocol.endpoints.cas.services import find_service
from shiming.identity_provider.protocol.endpoints.end_session.endpoint import end, forgotten
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
from shiming.identity_provider.protocol.store import FindSession, Steps
from shiming.kernel.ids import new_id


def logout(
    request: Request, provider: Provider, now: dt.datetime, *, is_confirmed: bool = False
) -> Steps[Outcome]:
    """
    Ask the person, then sign them out and send them back to the service.

    A CAS request proves nothing about who sent it: without the question any picture on any page
    could sign people out.
    """
    try:
        parameters = Parameters.parse(request.query)
    except OAuthError as error:
        return ErrorPage(error=error)
    # CAS 2 called it `url`.
    wanted = parameters.get("service") or parameters.get("url")
    service = yield from find_service(wanted)
    is_known = service is not None and service.client.is_active and not parameters.repeated
    session = None
    if request.session_cookie:
        session = yield from FindSession(cookie=request.session_cookie, now=now)
    if session is not None and not is_confirmed:
        name = service.client.name if service is not None and is_known else ""
        return ConfirmSignOutPage(client_name=name, query=request.query, is_cas=True)
    ended = (yield from end(session, request, now)) if session is not None else None
    cookies = (forgotten(provider),) if session is not None else ()
    # An address that nobody registered is passed over (CAS 3.0, 2.3.1), not followed.
    back = wanted if is_known else ""
    if back and not (ended and ended.needs_browser):
        return redirect(back, {}, cookies=cookies)
    return SignedOutPage(
        sign_out_id=ended.sign_out_id if ended else None, continue_to=back, cookies=cookies
    )


def logout_request(*, ticket: str, now: dt.datetime) -> str:
    """Return the message by which an old client learns that a session is over (2.3.3)."""
    instant = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
        ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
        f' ID="LR-{new_id()}" Version="2.0" IssueInstant="{instant}">'
        "<saml:NameID>@NOT_USED@</saml:NameID>"
        f"<samlp:SessionIndex>{escape(ticket)}</samlp:SessionIndex></samlp:LogoutRequest>"
    )

"""From a service's wish to a ticket, over whatever the person must do first (CAS 3.0, 2.1)."""

import dataclasses
import datetime as dt
import re
import urllib.parse
import uuid

from shiming.identity_provider.protocol import digests
from shiming.identity_provider.protocol.endpoints.authorization.answers import audit_entry
from shiming.identity_provider.protocol.endpoints.authorization.leading import interaction_cookie
from shiming.identity_provider.protocol.endpoints.cas import pipeline
from shiming.identity_provider.protocol.endpoints.cas.request import LoginRequest, is_set
from shiming.identity_provider.protocol.endpoints.cas.services import find_service, with_ticket
from shiming.identity_provider.protocol.endpoints.discovery import CAS_LOGIN
from shiming.identity_provider.protocol.errors import (
    LoginRequired,
    NotWelcome,
    OAuthError,
    TooManyRequests,
    UnmetAuthenticationRequirements,
    UntrustedRequest,
)
from shiming.identity_provider.protocol.messages import (
    ErrorPage,
    FormPostPage,
    NotWelcomePage,
    Outcome,
    Parameters,
    ProofMissingPage,
    Request,
    redirect,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    FindInteraction,
    FindSession,
    Grant,
    InsertCasTicket,
    InteractionRecord,
    LeadOn,
    OpenInteraction,
    Steps,
    WeighInTransaction,
)
from shiming.identity_provider.types import IdentityProviderEvent, Leading
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level

HOME = "/me/"
_KEPT = ("service", "renew", "method")
# As `provider.new_secret` makes them: what anybody else put there is not taken over.
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def login(request: Request, provider: Provider, now: dt.datetime) -> Steps[Outcome]:
    """Answer a service that sends somebody over, and the person who comes back with a proof."""
    interaction = None
    try:
        parameters = Parameters.parse(request.query)
        if waiting := parameters.get("interaction"):
            interaction = yield from _find_interaction(waiting, request, provider, now)
            parameters = Parameters.parse(interaction.query)
        if not parameters.get("service"):
            # Nobody asks: the person just wants to sign in (CAS 3.0, 2.1.1, service).
            return redirect(HOME, {})
        asked = yield from _read(parameters, interaction, request, now)
        for check in pipeline.BEFORE_REDIRECT:
            check(asked)
    except OAuthError as error:
        return ErrorPage(error=error)
    return (yield from _answer(asked, request, provider))


def _answer(asked: LoginRequest, request: Request, provider: Provider) -> Steps[Outcome]:
    try:
        for check in pipeline.OF_THE_PERSON:
            check(asked)
    except (LoginRequired, UnmetAuthenticationRequirements) as missing:
        if is_set(asked.parameters, "gateway") and not asked.must_renew:
            # The service only wants to know whether somebody is there already.
            return redirect(asked.address, {})
        leading = Leading.SIGN_IN if isinstance(missing, LoginRequired) else Leading.STEP_UP
        return (yield from _lead(leading, asked, request, provider))
    except NotWelcome as refused:
        if is_set(asked.parameters, "gateway") and not asked.must_renew:
            return redirect(asked.address, {})
        return NotWelcomePage(client_name=asked.known_client.name, reason=refused.reason)
    return (yield from _give_ticket(asked, request, provider))


def _find_interaction(
    text: str, request: Request, provider: Provider, now: dt.datetime
) -> Steps[InteractionRecord]:
    try:
        interaction_id = uuid.UUID(text)
    except ValueError as error:
        raise UntrustedRequest("there is no such sign-in") from error
    found = None
    if request.browser_secret:
        found = yield from FindInteraction(
            id=interaction_id,
            browser_hash=digests.keyed_hash(provider.hash_key, request.browser_secret),
            now=now,
        )
    if found is None:
        raise UntrustedRequest("this sign-in is over or belongs to another browser")
    return found


def _read(
    parameters: Parameters,
    interaction: InteractionRecord | None,
    request: Request,
    now: dt.datetime,
) -> Steps[LoginRequest]:
    service = yield from find_service(parameters.get("service"))
    session = None
    if request.session_cookie:
        session = yield from FindSession(cookie=request.session_cookie, now=now)
    asked = LoginRequest(
        parameters=parameters, service=service, session=session, interaction=interaction, now=now
    )
    if session is None or interaction is None or service is None:
        return asked
    if asked.demanded_level < Level.ADVANCED:
        return asked
    weighed = yield from WeighInTransaction(
        session=session, transaction=str(interaction.id), now=now
    )
    return dataclasses.replace(asked, session=weighed)


def _lead(
    leading: Leading, asked: LoginRequest, request: Request, provider: Provider
) -> Steps[Outcome]:
    interaction = asked.interaction
    cookies: tuple[str, ...] = ()
    if interaction is None:
        if asked.session is None:
            try:
                provider.strangers.admit(request.address, asked.now)
            except TooManyRequests as error:
                return ErrorPage(error=error)
        interaction_id = new_id()
        # All tabs come back to one path, so they share the cookie that lies there.
        known = _SECRET.fullmatch(request.browser_secret)
        browser_secret = known.group() if known else provider.new_secret()
        kept = {name: asked.parameters.get(name) for name in _KEPT if asked.parameters.get(name)}
        yield from OpenInteraction(
            id=interaction_id,
            client_pk=asked.known_client.id,
            browser_hash=digests.keyed_hash(provider.hash_key, browser_secret),
            query=urllib.parse.urlencode(kept),
            led_to=leading,
            now=asked.now,
            expires_at=asked.now + provider.terms.interaction,
        )
        cookies = (interaction_cookie(provider, CAS_LOGIN, browser_secret),)
    else:
        interaction_id = interaction.id
    address = _address_of(leading, asked, provider, interaction_id)
    if interaction is not None:
        if leading is interaction.led_to:
            return ProofMissingPage(
                interaction_id=None,
                client_name=asked.known_client.name,
                address=address,
                level=asked.demanded_level if leading is Leading.STEP_UP else None,
            )
        yield from LeadOn(id=interaction_id, led_to=leading)
    return redirect(address, {}, cookies=cookies)


def _address_of(
    leading: Leading, asked: LoginRequest, provider: Provider, interaction_id: uuid.UUID
) -> str:
    back = f"{CAS_LOGIN}?interaction={interaction_id}"
    if leading is Leading.STEP_UP:
        return provider.step_up_url(
            level=asked.demanded_level,
            next_url=back,
            is_unit=asked.known_session.is_unit,
            transaction=str(interaction_id),
        )
    return provider.sign_in_url(
        back=back,
        is_again=asked.session is not None,
        is_new=False,
        source="",
        methods=asked.known_client.sign_in_methods,
    )


def _give_ticket(asked: LoginRequest, request: Request, provider: Provider) -> Steps[Outcome]:
    session, client, now = asked.known_session, asked.known_client, asked.now
    level = session.level_at(now)
    # A–Z, a–z, 0–9 and the hyphen are all that a ticket may hold (CAS 3.0, 3.7).
    ticket = f"ST-{provider.new_secret().replace('_', '-')}"
    inserted = yield from InsertCasTicket(
        ticket_hash=digests.keyed_hash(provider.hash_key, ticket),
        service=asked.address,
        grant=Grant(
            client_pk=client.id,
            account_id=session.account_id,
            person_id=session.person_id,
            sid=session.sid,
            scopes=(),
            nonce="",
            level=level,
            methods=session.methods,
            acting=session.identity.kind,
            authenticated_at=session.authenticated_at,
            claims="",
        ),
        is_new_sign_in=asked.is_new_sign_in,
        now=now,
        expires_at=now + provider.terms.cas_ticket,
        interaction_id=asked.interaction.id if asked.interaction else None,
        audit=audit_entry(
            IdentityProviderEvent.AUTHORIZATION_GRANTED,
            request,
            session,
            client_id=client.client_id,
            scope="cas",
            acr=level.acr,
        ),
    )
    if not inserted:
        return ErrorPage(error=UntrustedRequest("this sign-in is over"))
    if asked.parameters.get("method").upper() == "POST":
        return FormPostPage(address=asked.address, answer={"ticket": ticket})
    return redirect(with_ticket(asked.address, ticket), {})

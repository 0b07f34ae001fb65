"""From a client's request to a code, over whatever the person must do first."""

import datetime as dt
import urllib.parse
import uuid

from shiming.identity_provider.protocol import digests, id_tokens
from shiming.identity_provider.protocol.endpoints.authorization import pipeline
from shiming.identity_provider.protocol.endpoints.authorization.request import (
    AuthorizationRequest,
    Situation,
)
from shiming.identity_provider.protocol.endpoints.discovery import CONTINUE
from shiming.identity_provider.protocol.errors import (
    AccessDenied,
    ConsentRequired,
    LoginRequired,
    OAuthError,
    UnmetAuthenticationRequirements,
    UntrustedRequest,
)
from shiming.identity_provider.protocol.messages import (
    ConsentPage,
    ErrorPage,
    Outcome,
    Parameters,
    ProofMissingPage,
    Request,
    Response,
    redirect,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    AuditEntry,
    CloseInteraction,
    FindClient,
    FindConsent,
    FindInteraction,
    FindSession,
    Grant,
    InsertCode,
    InteractionRecord,
    LeadOn,
    OpenInteraction,
    SessionRecord,
    Steps,
)
from shiming.identity_provider.types import ClientKind, IdentityProviderEvent, Leading
from shiming.kernel.actor import Actor, visitor
from shiming.kernel.ids import new_id

BROWSER_COOKIE = "shiming_interaction"

# What would only lengthen the stored request, or says who the person might be.
_NOT_KEPT = frozenset({"login_hint"})
_LEADINGS: dict[type[OAuthError], Leading] = {
    LoginRequired: Leading.SIGN_IN,
    UnmetAuthenticationRequirements: Leading.STEP_UP,
    ConsentRequired: Leading.CONSENT,
}


def authorize(request: Request, provider: Provider, now: dt.datetime) -> Steps[Outcome]:
    """Answer a client's authorization request (RFC 6749, section 4.1.1)."""
    text = request.body if request.method == "POST" else request.query
    return (yield from _answer(text, request, provider, now, interaction=None))


def continue_interaction(
    request: Request, provider: Provider, now: dt.datetime, interaction_id: uuid.UUID
) -> Steps[Outcome]:
    """
    Answer a person who comes back with a proof, by asking everything again.

    Nothing is taken from the way they came: the session alone says who they are and how surely.
    """
    interaction = yield from _find_interaction(request, provider, now, interaction_id)
    if interaction is None:
        return _no_interaction()
    return (yield from _answer(interaction.query, request, provider, now, interaction))


def refuse_interaction(
    request: Request, provider: Provider, now: dt.datetime, interaction_id: uuid.UUID
) -> Steps[Outcome]:
    """Take the person's no back to the client (RFC 6749, section 4.1.2.1, access_denied)."""
    interaction = yield from _find_interaction(request, provider, now, interaction_id)
    if interaction is None:
        return _no_interaction()
    try:
        asked = yield from _identify(Parameters.parse(interaction.query))
    except OAuthError as error:
        return ErrorPage(error=error)

    session = yield from FindSession(cookie=request.session_cookie, now=now)
    client = asked.known_client
    audit = _audit(
        IdentityProviderEvent.AUTHORIZATION_REFUSED, request, session, client_id=client.client_id
    )
    if not (yield from CloseInteraction(id=interaction_id, now=now, audit=audit)):
        return _no_interaction()
    return _refusal(asked, provider, AccessDenied("the person refused"))


def _answer(
    text: str,
    request: Request,
    provider: Provider,
    now: dt.datetime,
    interaction: InteractionRecord | None,
) -> Steps[Outcome]:
    try:
        parameters = Parameters.parse(text)
        asked = yield from _identify(parameters)
    except OAuthError as error:
        return ErrorPage(error=error)
    try:
        for check in pipeline.OF_THE_REQUEST:
            check(asked)
        situation = yield from _situation(asked, request, provider, now, interaction)
        try:
            for check_person in pipeline.OF_THE_PERSON:
                check_person(situation)
        except (LoginRequired, UnmetAuthenticationRequirements, ConsentRequired) as missing:
            if not asked.may_interact:
                raise
            return (
                yield from _lead(
                    _LEADINGS[type(missing)], situation, request, provider, interaction
                )
            )
    except OAuthError as error:
        return _refusal(asked, provider, error)
    return (yield from _grant(situation, request, provider, interaction))


def _identify(parameters: Parameters) -> Steps[AuthorizationRequest]:
    """Find out which client asks, and whether it may be answered at the address it names."""
    client_id = parameters.get("client_id")
    client = (yield from FindClient(client_id=client_id)) if client_id else None
    asked = AuthorizationRequest(parameters=parameters, client=client)
    for check in pipeline.BEFORE_REDIRECT:
        check(asked)
    return asked


def _situation(
    asked: AuthorizationRequest,
    request: Request,
    provider: Provider,
    now: dt.datetime,
    interaction: InteractionRecord | None,
) -> Steps[Situation]:
    client = asked.known_client
    session = consent = None
    subject = ""
    if request.session_cookie:
        session = yield from FindSession(cookie=request.session_cookie, now=now)
    if session is not None and client.kind is not ClientKind.GOVERNMENTAL:
        consent = yield from FindConsent(account_id=session.account_id, client_pk=client.id)
    hint_text = asked.parameters.get("id_token_hint")
    if session is not None and hint_text:
        subject = digests.pairwise_subject(
            salt=provider.pairwise_salt, sector=client.sector, account_id=session.account_id
        )
    return Situation(
        request=asked,
        session=session,
        subject=subject,
        hint=id_tokens.read_hint(provider, hint_text) if hint_text else None,
        consent=consent,
        asked_at=interaction.created_at if interaction else None,
        now=now,
    )


def _lead(
    leading: Leading,
    situation: Situation,
    request: Request,
    provider: Provider,
    interaction: InteractionRecord | None,
) -> Steps[Outcome]:
    """Send the person to what is missing, and keep the request until they are back (C2)."""
    asked = situation.request
    client = asked.known_client
    if interaction is not None:
        if leading is Leading.CONSENT:
            return ConsentPage(
                interaction_id=interaction.id,
                client_name=client.name,
                scopes=tuple(scope for scope in asked.scopes if scope in asked.consentable_scopes),
            )
        address = _address_of(leading, situation, provider, interaction.id)
        if leading is interaction.led_to:
            return ProofMissingPage(
                interaction_id=interaction.id,
                client_name=client.name,
                address=address,
                level=situation.demanded_level if leading is Leading.STEP_UP else None,
            )
        yield from LeadOn(id=interaction.id, led_to=leading)
        return redirect(address, {})

    interaction_id, browser_secret = new_id(), provider.new_secret()
    # Nobody has been led anywhere yet where the next stop only looks again.
    looks_again = request.method == "POST" or leading is Leading.CONSENT
    yield from OpenInteraction(
        id=interaction_id,
        client_pk=client.id,
        browser_hash=digests.keyed_hash(provider.hash_key, browser_secret),
        query=urllib.parse.urlencode(
            {
                name: value
                for name, value in asked.parameters.values.items()
                if name not in _NOT_KEPT
            }
        ),
        led_to=Leading.CONSENT if looks_again else leading,
        now=situation.now,
        expires_at=situation.now + provider.terms.interaction,
    )
    # A client's POST from another site carries no SameSite=Lax cookie: look again with a GET.
    address = (
        f"{CONTINUE}{interaction_id}"
        if looks_again
        else _address_of(leading, situation, provider, interaction_id)
    )
    return redirect(address, {}, cookies=(_cookie(provider, interaction_id, browser_secret),))


def _address_of(
    leading: Leading, situation: Situation, provider: Provider, interaction_id: uuid.UUID
) -> str:
    back = f"{CONTINUE}{interaction_id}"
    if leading is Leading.STEP_UP:
        return provider.step_up_url(level=situation.demanded_level, next_url=back)
    return provider.sign_in_url(back, situation.session is not None)


def _cookie(provider: Provider, interaction_id: uuid.UUID, browser_secret: str) -> str:
    """
    Tie the interaction to this browser.

    Without it, whoever learns the address could finish somebody else's request as themselves.
    """
    secure = "; Secure" if provider.is_https else ""
    age = int(provider.terms.interaction.total_seconds())
    return (
        f"{BROWSER_COOKIE}={browser_secret}; Path={CONTINUE}{interaction_id}; Max-Age={age}; "
        f"HttpOnly; SameSite=Lax{secure}"
    )


def _grant(
    situation: Situation,
    request: Request,
    provider: Provider,
    interaction: InteractionRecord | None,
) -> Steps[Outcome]:
    asked, session, now = situation.request, situation.known_session, situation.now
    client = asked.known_client
    level = session.level_at(now)
    code, code_id = provider.new_secret(), new_id()
    inserted = yield from InsertCode(
        id=code_id,
        code_hash=digests.keyed_hash(provider.hash_key, code),
        grant=Grant(
            client_pk=client.id,
            account_id=session.account_id,
            person_id=session.person_id,
            sid=session.sid,
            scopes=asked.scopes,
            nonce=asked.parameters.get("nonce"),
            level=level,
            methods=session.methods,
            acting=session.identity.kind,
            authenticated_at=session.authenticated_at,
            claims=asked.parameters.get("claims"),
        ),
        redirect_uri=asked.redirect_uri,
        code_challenge=asked.parameters.get("code_challenge"),
        now=now,
        expires_at=now + provider.terms.code,
        interaction_id=interaction.id if interaction else None,
        audit=_audit(
            IdentityProviderEvent.AUTHORIZATION_GRANTED,
            request,
            session,
            client_id=client.client_id,
            scope=" ".join(asked.scopes),
            acr=level.acr,
        ),
    )
    if not inserted:
        return _no_interaction()
    return redirect(
        asked.redirect_uri, {"code": code, "state": asked.state, "iss": provider.issuer}
    )


def _refusal(asked: AuthorizationRequest, provider: Provider, error: OAuthError) -> Outcome:
    """Tell the client where it asked to be told, or the person where that is not allowed."""
    if not error.may_redirect:
        return ErrorPage(error=error)
    answer = {"error": error.code, "error_description": error.description, "iss": provider.issuer}
    if asked.state:
        answer["state"] = asked.state
    return redirect(asked.redirect_uri, answer)


def _find_interaction(
    request: Request, provider: Provider, now: dt.datetime, interaction_id: uuid.UUID
) -> Steps[InteractionRecord | None]:
    if not request.browser_secret:
        return None
    return (
        yield from FindInteraction(
            id=interaction_id,
            browser_hash=digests.keyed_hash(provider.hash_key, request.browser_secret),
            now=now,
        )
    )


def _no_interaction() -> Response | ErrorPage:
    return ErrorPage(error=UntrustedRequest("this sign-in is over or belongs to another browser"))


def _audit(
    event: IdentityProviderEvent,
    request: Request,
    session: SessionRecord | None,
    *,
    client_id: str,
    **details: str,
) -> AuditEntry:
    actor = (
        Actor(
            account_id=session.account_id,
            person_id=session.person_id,
            session_id=session.sid,
            identity=session.identity,
            level=session.level,
            methods=session.methods,
            address=request.address,
            device=request.device,
        )
        if session
        else visitor(address=request.address, device=request.device)
    )
    return AuditEntry(event=event, actor=actor, subject=f"client:{client_id}", details=details)

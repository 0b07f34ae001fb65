"""From a client's request to a code, over whatever the person must do first."""

import dataclasses
import datetime as dt
import uuid

from shiming.identity_provider.protocol import digests, id_tokens, request_objects, trials
from shiming.identity_provider.protocol.endpoints.authorization import pipeline
from shiming.identity_provider.protocol.endpoints.authorization.answers import (
    audit_entry,
    no_interaction,
    refusal,
    respond,
)
from shiming.identity_provider.protocol.endpoints.authorization.checks import client_is_known
from shiming.identity_provider.protocol.endpoints.authorization.leading import BROWSER_COOKIE, lead
from shiming.identity_provider.protocol.endpoints.authorization.request import (
    AuthorizationRequest,
    Envelope,
    Situation,
)
from shiming.identity_provider.protocol.endpoints.discovery import CONTINUE
from shiming.identity_provider.protocol.errors import (
    AccessDenied,
    AccountSelectionRequired,
    ConsentRequired,
    LoginRequired,
    NotWelcome,
    OAuthError,
    UnmetAuthenticationRequirements,
)
from shiming.identity_provider.protocol.messages import (
    ErrorPage,
    NotWelcomePage,
    Outcome,
    Parameters,
    Request,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    CloseInteraction,
    FindClient,
    FindConsent,
    FindInteraction,
    FindSession,
    FindTester,
    Foresee,
    Grant,
    InsertCode,
    InteractionRecord,
    Steps,
    TakePushedRequest,
    WeighInTransaction,
)
from shiming.identity_provider.types import ClientKind, IdentityProviderEvent, Leading, Trial
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level

__all__ = ["BROWSER_COOKIE", "authorize", "continue_interaction", "refuse_interaction"]

_LEADINGS: dict[type[OAuthError], Leading] = {
    LoginRequired: Leading.SIGN_IN,
    AccountSelectionRequired: Leading.SELECT,
    UnmetAuthenticationRequirements: Leading.STEP_UP,
    ConsentRequired: Leading.CONSENT,
}


def authorize(request: Request, provider: Provider, now: dt.datetime) -> Steps[Outcome]:
    """Answer a client's authorization request (RFC 6749, section 4.1.1)."""
    text = request.body if request.method == "POST" else request.query
    if request.session_cookie:
        yield from Foresee(reading=FindSession(cookie=request.session_cookie, now=now))
    try:
        asked = yield from _open(Parameters.parse(text), provider, now)
    except OAuthError as error:
        return ErrorPage(error=error)
    return (yield from _answer(asked, request, provider, now, interaction=None))


def continue_interaction(
    request: Request, provider: Provider, now: dt.datetime, interaction_id: uuid.UUID
) -> Steps[Outcome]:
    """
    Answer a person who comes back with a proof, by asking everything again.

    Nothing is taken from the way they came: the session alone says who they are and how surely.
    """
    interaction = yield from _find_interaction(request, provider, now, interaction_id)
    if interaction is None:
        return no_interaction()
    try:
        asked = yield from _reopen(interaction)
    except OAuthError as error:
        return ErrorPage(error=error)
    return (yield from _answer(asked, request, provider, now, interaction))


def refuse_interaction(
    request: Request, provider: Provider, now: dt.datetime, interaction_id: uuid.UUID
) -> Steps[Outcome]:
    """Take the person's no back to the client (RFC 6749, section 4.1.2.1, access_denied)."""
    interaction = yield from _find_interaction(request, provider, now, interaction_id)
    if interaction is None:
        return no_interaction()
    try:
        asked = yield from _reopen(interaction)
    except OAuthError as error:
        return ErrorPage(error=error)

    session = yield from FindSession(cookie=request.session_cookie, now=now)
    audit = audit_entry(
        IdentityProviderEvent.AUTHORIZATION_REFUSED,
        request,
        session,
        client_id=asked.known_client.client_id,
    )
    if not (yield from CloseInteraction(id=interaction_id, now=now, audit=audit)):
        return no_interaction()
    yield from _note(Trial.REFUSAL, asked, detail=AccessDenied.code, now=now)
    return refusal(asked, provider, AccessDenied("the person refused"))


def _answer(
    asked: AuthorizationRequest,
    request: Request,
    provider: Provider,
    now: dt.datetime,
    interaction: InteractionRecord | None,
) -> Steps[Outcome]:
    try:
        for check in pipeline.OF_THE_REQUEST:
            check(asked)
        situation = yield from _situation(asked, request, provider, now, interaction)
        try:
            for check_person in pipeline.OF_THE_PERSON:
                check_person(situation)
        except tuple(_LEADINGS) as missing:
            if not asked.may_interact:
                raise
            return (yield from lead(_LEADINGS[type(missing)], situation, request, provider))
        except NotWelcome as refused:
            if not asked.may_interact:
                raise
            # A page: back at the client they would be sent here again, round and round (E2).
            return NotWelcomePage(
                client_name=asked.known_client.name,
                reason=refused.reason,
                address=f"{CONTINUE}{interaction.id}" if interaction else "",
            )
    except OAuthError as error:
        if isinstance(error, LoginRequired):
            yield from _note(Trial.REFUSAL, asked, detail=error.code, now=now)
        return refusal(asked, provider, error)
    return (yield from _grant(situation, request, provider))


def _open(outer: Parameters, provider: Provider, now: dt.datetime) -> Steps[AuthorizationRequest]:
    """Find out which client asks, what it says, and whether it may be answered where it wants."""
    client_id, reference = outer.get("client_id"), outer.get("request_uri")
    client = (yield from FindClient(client_id=client_id)) if client_id else None
    pushed = None
    if reference and client is not None and "request_uri" not in outer.repeated:
        pushed = yield from TakePushedRequest(
            reference_hash=digests.keyed_hash(provider.hash_key, reference),
            client_pk=client.id,
            now=now,
        )
    envelope = Envelope(parameters=outer, client=client, pushed=pushed)
    for check in pipeline.OF_THE_ENVELOPE:
        check(envelope)

    # What is signed or was pushed stands alone: nothing beside it counts (RFC 9101, section 6.3).
    inner = outer
    if pushed is not None:
        inner = Parameters.parse(pushed.query)
    elif outer.get("request"):
        inner = request_objects.read(
            outer.get("request"), client=envelope.known_client, issuer=provider.issuer, now=now
        )
    return _addressed(AuthorizationRequest(parameters=inner, client=envelope.known_client))


def _reopen(interaction: InteractionRecord) -> Steps[AuthorizationRequest]:
    """Read a request that we have kept ourselves: how it came was checked when it did."""
    parameters = Parameters.parse(interaction.query)
    client = yield from FindClient(client_id=parameters.get("client_id"))
    envelope = Envelope(parameters=parameters, client=client)
    client_is_known.check(envelope)
    return _addressed(AuthorizationRequest(parameters=parameters, client=envelope.known_client))


def _addressed(asked: AuthorizationRequest) -> AuthorizationRequest:
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
    situation = Situation(
        request=asked,
        session=session,
        subject=subject,
        hint=id_tokens.read_hint(provider, hint_text) if hint_text else None,
        consent=consent,
        interaction=interaction,
        is_tester=provider.is_sandbox_open
        or (
            client.is_sandbox
            and session is not None
            and (yield from FindTester(client_pk=client.id, account_id=session.account_id))
        ),
        least_levels=provider.least_levels,
        now=now,
    )
    if session is None or interaction is None or situation.demanded_level < Level.ADVANCED:
        return situation
    # This request is the transaction, and the code that ends it is all that says `advanced`.
    weighed = yield from WeighInTransaction(
        session=session, transaction=str(interaction.id), now=now
    )
    return dataclasses.replace(situation, session=weighed)


def _grant(situation: Situation, request: Request, provider: Provider) -> Steps[Outcome]:
    asked, session, now = situation.request, situation.known_session, situation.now
    client, interaction = asked.known_client, situation.interaction
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
            organisation_id=session.identity.organisation_id,
            legal_person_id=session.identity.legal_person_id,
            resources=asked.resources,
            confirmation=asked.parameters.get("dpop_jkt"),
        ),
        redirect_uri=asked.redirect_uri,
        code_challenge=asked.parameters.get("code_challenge"),
        now=now,
        expires_at=now + provider.terms.code,
        interaction_id=interaction.id if interaction else None,
        audit=audit_entry(
            IdentityProviderEvent.AUTHORIZATION_GRANTED,
            request,
            session,
            client_id=client.client_id,
            scope=" ".join(asked.scopes),
            acr=level.acr,
        ),
    )
    if not inserted:
        return no_interaction()
    if situation.demanded_level > situation.least_level:
        yield from _note(Trial.STEP_UP, asked, detail=level.acr, now=now)
    return respond(asked, {"code": code, "state": asked.state, "iss": provider.issuer})


def _note(
    trial: Trial, asked: AuthorizationRequest, *, detail: str, now: dt.datetime
) -> Steps[None]:
    client = asked.known_client
    yield from trials.note(
        trial, is_sandbox=client.is_sandbox, client_pk=client.id, detail=detail, now=now
    )


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

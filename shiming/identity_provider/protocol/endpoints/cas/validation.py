"""From a ticket to who signed in: CAS 1 in plain words, CAS 2 and 3 as XML or JSON."""

import datetime as dt
from collections.abc import Mapping
from xml.sax.saxutils import escape

from shiming.identity_provider.protocol import capacities, digests, least_levels
from shiming.identity_provider.protocol.claims import VERIFIED_CLAIMS, userinfo_claims
from shiming.identity_provider.protocol.endpoints.cas import pipeline
from shiming.identity_provider.protocol.endpoints.cas.errors import CasError, CasTicketInvalid
from shiming.identity_provider.protocol.endpoints.cas.request import Validation
from shiming.identity_provider.protocol.errors import OAuthError
from shiming.identity_provider.protocol.messages import (
    NO_STORE,
    Parameters,
    Request,
    Response,
    json_response,
)
from shiming.identity_provider.protocol.provider import Provider
from shiming.identity_provider.protocol.store import (
    AuditEntry,
    CasTicketRecord,
    FindCasTicket,
    Steps,
    UseCasTicket,
)
from shiming.identity_provider.types import IdentityProviderEvent
from shiming.kernel.actor import ActingIdentity, ActingKind, Actor

NAMESPACE = "http://www.yale.edu/tp/cas"


def validate(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer yes and a name, or no (CAS 1.0; CAS 3.0, section 2.4)."""
    try:
        ticket = yield from _take(request, provider, now)
    except OAuthError as error:
        return _text("no\n\n", error=error.code)
    return _text(f"yes\n{_subject(ticket, provider)}\n")


def service_validate(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer with the name (CAS 2.0; CAS 3.0, section 2.5)."""
    return (yield from _answer(request, provider, now, with_attributes=False))


def service_validate_p3(request: Request, provider: Provider, now: dt.datetime) -> Steps[Response]:
    """Answer with the name and the attributes (CAS 3.0, section 2.8)."""
    return (yield from _answer(request, provider, now, with_attributes=True))


def _answer(
    request: Request, provider: Provider, now: dt.datetime, *, with_attributes: bool
) -> Steps[Response]:
    wants_json = Parameters.parse(request.query).get("format").upper() == "JSON"
    try:
        ticket = yield from _take(request, provider, now)
    except OAuthError as error:
        code = error.code if isinstance(error, CasError) else "INVALID_REQUEST"
        return _failure(code, error.description, wants_json=wants_json)
    attributes: dict[str, str | list[str]] = {}
    if with_attributes:
        attributes = yield from _attributes(ticket, provider, now)
    return _success(_subject(ticket, provider), attributes, wants_json=wants_json)


def _take(request: Request, provider: Provider, now: dt.datetime) -> Steps[CasTicketRecord]:
    """
    Use up the ticket and return it.

    :raises OAuthError: if it is no good
    """
    parameters = Parameters.parse(request.query)
    presented = parameters.get("ticket")
    found = None
    if presented:
        found = yield from FindCasTicket(
            ticket_hash=digests.keyed_hash(provider.hash_key, presented)
        )
        if found is not None:
            found = yield from capacities.weigh(found, found.grant)
    validation = Validation(parameters=parameters, ticket=found, now=now)
    for check in pipeline.OF_THE_QUESTION:
        check(validation)
    ticket = validation.known_ticket
    refusal: OAuthError | None = None
    try:
        for check in pipeline.OF_THE_TICKET:
            check(validation)
    except OAuthError as error:
        refusal = error
    was_unused = yield from UseCasTicket(
        ticket_id=ticket.id,
        # A name that was never given to the client is none that it could be told of later.
        ticket="" if refusal else presented,
        now=now,
        audit=_audit(ticket, request, is_refused=refusal is not None),
    )
    if refusal is not None:
        raise refusal
    if not was_unused:
        raise CasTicketInvalid("the ticket is unknown or was used before")
    return ticket


def _subject(ticket: CasTicketRecord, provider: Provider) -> str:
    return digests.pairwise_subject(
        salt=provider.pairwise_salt,
        sector=ticket.client.sector,
        account_id=ticket.grant.account_id,
    )


def _attributes(
    ticket: CasTicketRecord, provider: Provider, now: dt.datetime
) -> Steps[dict[str, str | list[str]]]:
    held = yield from least_levels.held(ticket.grant, ticket.standing, now)
    # An old client names no scopes: it is told what the person's level reaches of those it may
    # have, and nobody is led to a proof that the client may have no use for (C2).
    scopes = provider.least_levels.reached(ticket.grant.scopes, held)
    claims = yield from userinfo_claims(ticket.grant, scopes, now, client_pk=ticket.client.id)
    # What has a structure of its own is for OpenID Connect; old clients know texts.
    told: dict[str, str | list[str]] = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in claims.items()
        if name != VERIFIED_CLAIMS and not isinstance(value, dict | list)
    }
    grant = ticket.grant
    return told | {
        "authenticationDate": grant.authenticated_at.astimezone(dt.UTC).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        ),
        "isFromNewLogin": str(ticket.is_new_sign_in).lower(),
        "longTermAuthenticationRequestTokenUsed": "false",
        "acr": held.level.acr,
        "amr": list(grant.methods),
    }


def _success(
    subject: str, attributes: Mapping[str, str | list[str]], *, wants_json: bool
) -> Response:
    if wants_json:
        content: dict[str, object] = {"user": subject}
        if attributes:
            content["attributes"] = dict(attributes)
        return json_response({"serviceResponse": {"authenticationSuccess": content}})
    lines = "".join(
        f"<cas:{name}>{escape(one)}</cas:{name}>"
        for name, value in attributes.items()
        for one in (value if isinstance(value, list) else [value])
    )
    listed = f"<cas:attributes>{lines}</cas:attributes>" if lines else ""
    return _xml(
        f"<cas:authenticationSuccess><cas:user>{escape(subject)}</cas:user>{listed}"
        "</cas:authenticationSuccess>"
    )


def _failure(code: str, description: str, *, wants_json: bool) -> Response:
    if wants_json:
        content = {"code": code, "description": description}
        return json_response({"serviceResponse": {"authenticationFailure": content}})
    return _xml(
        f'<cas:authenticationFailure code="{code}">{escape(description)}'
        "</cas:authenticationFailure>",
        error=code,
    )


def _xml(content: str, *, error: str = "") -> Response:
    text = f'<cas:serviceResponse xmlns:cas="{NAMESPACE}">{content}</cas:serviceResponse>'
    headers = (("Content-Type", "application/xml; charset=utf-8"), *NO_STORE)
    return Response(200, headers, text.encode(), error=error)


def _text(content: str, *, error: str = "") -> Response:
    headers = (("Content-Type", "text/plain; charset=utf-8"), *NO_STORE)
    return Response(200, headers, content.encode(), error=error)


def _audit(ticket: CasTicketRecord, request: Request, *, is_refused: bool) -> AuditEntry:
    grant = ticket.grant
    return AuditEntry(
        event=IdentityProviderEvent.CAS_TICKET_USED,
        actor=Actor(
            account_id=grant.account_id,
            person_id=grant.person_id,
            session_id=grant.sid,
            identity=ActingIdentity(kind=ActingKind(grant.acting)),
            level=grant.level,
            methods=grant.methods,
            address=request.address,
            device=request.device,
        ),
        subject=f"client:{ticket.client.client_id}",
        details={"is_refused": is_refused},
    )

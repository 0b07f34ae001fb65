"""
The mapping API: a client keeps which of its own users the people are who sign on (S16-8).

`/mapping/v1/me` speaks of the person whose access token is shown, `/mapping/v1/identifiers` of the
client's library. Local passwords are checked by the client and never come here.
"""

import dataclasses
import json
import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from shiming.accounts.types import AccountId
from shiming.identity_provider import errors, ports, queries
from shiming.identity_provider.actions.local_users.end_local_user import end_local_user
from shiming.identity_provider.actions.local_users.match_local_user import match_local_user
from shiming.identity_provider.actions.local_users.tell_local_users import (
    ToldUser,
    tell_local_users,
)
from shiming.identity_provider.machine_tokens import EngineMachineTokens, find_token
from shiming.identity_provider.models import Client
from shiming.identity_provider.protocol.store import Grant, TokenRecord
from shiming.identity_provider.queries import LocalUserFacts, local_users
from shiming.identity_provider.types import (
    AuthMethod,
    ClientPk,
    LocalUserEnd,
    LocalUserMatch,
    Scope,
)
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor, visitor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentType, parse_document_number
from shiming.web_kit.refusals import problem

WRITE = "mapping:write"
LONGEST_BODY = 2**20
MOST_USERS = 1000
LONGEST_TOKEN = 8192
_HASH = re.compile(r"[0-9a-f]{64}")
ACCEPTED, NO_CONTENT = 202, 204


class _Refused(Exception):
    """The call is refused as RFC 6750, section 3.1, says."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """A person who signed on to a client, by the client's token."""

    token: TokenRecord
    grant: Grant
    client_pk: ClientPk


# Who calls proves itself with a token in a header: no browser sends that along by itself.
@csrf_exempt
@require_http_methods(["GET", "PUT", "DELETE"])
def me(request: HttpRequest) -> HttpResponse:
    """Show, make or end the mapping of the person who signed on."""
    try:
        visit = _visit_of(request)
        if request.method == "PUT":
            return _shown(_match(request, visit))
        account_id = AccountId(visit.grant.account_id)
        known = queries.find_local_user(client_pk=visit.client_pk, account_id=account_id)
        if known is None:
            return problem(errors.LocalUserNotFound())
        if request.method == "DELETE":
            end_local_user(
                mapping_id=known.id,
                account_id=account_id,
                reason=LocalUserEnd.SYSTEM,
                actor=_actor(request, visit.token.client_id),
                now=clock.now(),
            )
            return HttpResponse(status=NO_CONTENT)
        return _shown(known)
    except _Refused as refused:
        return _refusal(refused)
    except DomainError as error:
        return problem(error)


@csrf_exempt
@require_POST
def identifiers(request: HttpRequest) -> HttpResponse:
    """Take the document numbers of a client's users; the answer is the same for all of them."""
    try:
        client = _client_of(request)
        users = _told(_body(request))
        tell_local_users(
            client_pk=ClientPk(client.pk),
            client_id=client.client_id,
            users=users,
            actor=_actor(request, client.client_id),
            now=clock.now(),
        )
    except _Refused as refused:
        return _refusal(refused)
    except DomainError as error:
        return problem(error)
    return JsonResponse({"accepted": len(users)}, status=ACCEPTED)


def _client_of(request: HttpRequest) -> Client:
    caller = EngineMachineTokens().find_caller(
        token=_token(request), resource=_resource(), now=clock.now()
    )
    if caller is None:
        raise _Refused(401, "invalid_token", "the token is not valid here")
    client = queries.get_client(caller.client_id)
    # To be told that two numbers are the same is to be told the number.
    if WRITE not in caller.scopes or Scope.IDENTITY_NUMBER not in client.allowed_scopes:
        raise _Refused(403, "insufficient_scope", "the client may not match by numbers")
    return client


def _match(request: HttpRequest, visit: _Visit) -> LocalUserFacts:
    content = _body(request)
    try:
        match = LocalUserMatch(str(content.get("match")))
    except ValueError as error:
        raise _Refused(400, "invalid_request", "match is unknown") from error
    if match is LocalUserMatch.IDENTIFIER:
        _check_leave_to_know_the_number(visit)
    local_user = content.get("local_user", "")
    if not isinstance(local_user, str):
        raise errors.LocalUserUnfit
    return match_local_user(
        client_pk=visit.client_pk,
        client_id=visit.token.client_id,
        grant=visit.grant,
        match=match,
        local_user=local_user,
        actor=_actor(request, visit.token.client_id, grant=visit.grant),
        now=clock.now(),
    )


def _check_leave_to_know_the_number(visit: _Visit) -> None:
    """Refuse a match by number where the client, or the person's consent, does not cover it."""
    client = queries.get_client(visit.token.client_id)
    if Scope.IDENTITY_NUMBER not in client.allowed_scopes:
        raise _Refused(403, "insufficient_scope", "the client may not match by numbers")
    if Scope.IDENTITY_NUMBER not in visit.token.scopes:
        raise _Refused(403, "insufficient_scope", "the scope identity_number is needed as well")


def _visit_of(request: HttpRequest) -> _Visit:
    now = clock.now()
    token = find_token(_token(request), now=now)
    if token is None or not token.is_alive(now) or token.grant is None or token.confirmation:
        raise _Refused(401, "invalid_token", "the token is not valid here")
    issuer = ports.provider_settings().issuer
    if token.audience and issuer not in token.audience:
        raise _Refused(401, "invalid_token", "the token is for another resource")
    if Scope.LOCAL_USER not in token.scopes:
        raise _Refused(403, "insufficient_scope", "the scope local_user is needed")
    client = queries.get_client(token.client_id)
    if client.auth_method == AuthMethod.NONE:
        # A token of a public client is in the hands of its user, who could say to be anybody.
        raise _Refused(403, "insufficient_scope", "only confidential clients say who is who")
    return _Visit(token=token, grant=token.grant, client_pk=ClientPk(token.client_pk))


def _told(content: dict[str, object]) -> list[ToldUser]:
    users = content.get("users")
    if not isinstance(users, list) or not 0 < len(users) <= MOST_USERS:
        raise _Refused(400, "invalid_request", f"users must hold 1 to {MOST_USERS}")
    return [_told_user(one) for one in users]


def _told_user(content: object) -> ToldUser:
    if not isinstance(content, dict):
        raise _Refused(400, "invalid_request", "a user must be an object")
    local_user, number = content.get("local_user"), content.get("number")
    number_hash = content.get("number_sha256")
    if isinstance(number, str) and number_hash is None:
        try:
            kind = DocumentType(str(content.get("document_type", "resident_id_card")))
            number_hash = local_users.hash_of_number(kind, parse_document_number(kind, number))
        except (ValueError, DomainError) as error:
            raise _Refused(400, "invalid_request", "a number is not one of its kind") from error
    if (
        not isinstance(local_user, str)
        or not isinstance(number_hash, str)
        or not _HASH.fullmatch(number_hash)
    ):
        raise _Refused(
            400, "invalid_request", "a user needs local_user, and number or number_sha256"
        )
    return ToldUser(local_user=local_user, number_hash=number_hash)


def _body(request: HttpRequest) -> dict[str, object]:
    stated = request.META.get("CONTENT_LENGTH") or ""
    if request.content_type != "application/json":
        raise _Refused(415, "invalid_request", "the body must be application/json")
    if not stated.isdecimal() or int(stated) > LONGEST_BODY:
        raise _Refused(413, "invalid_request", "the body is too long")
    try:
        content: object = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _Refused(400, "invalid_request", "the body is not JSON") from error
    if not isinstance(content, dict):
        raise _Refused(400, "invalid_request", "the body must be an object")
    return content


def _token(request: HttpRequest) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        raise _Refused(401, "invalid_token", "a bearer token is needed")
    return token.strip()


def _resource() -> str:
    return f"{ports.provider_settings().issuer}/mapping/v1"


def _actor(request: HttpRequest, client_id: str, *, grant: Grant | None = None) -> Actor:
    address, device = request.META.get("REMOTE_ADDR", ""), f"mapping {client_id}"
    if grant is None:
        return dataclasses.replace(system_actor(device=device), address=address)
    return dataclasses.replace(
        visitor(address=address, device=device),
        account_id=grant.account_id,
        person_id=grant.person_id,
    )


def _shown(facts: LocalUserFacts) -> JsonResponse:
    response = JsonResponse(
        {
            "local_user": facts.local_user,
            "match": facts.match.value,
            "matched_at": facts.matched_at.isoformat(),
        },
        json_dumps_params={"ensure_ascii": False},
    )
    response["Cache-Control"] = "no-store"
    return response


def _refusal(refused: _Refused) -> JsonResponse:
    response = JsonResponse(
        {"error": refused.code, "error_description": refused.detail}, status=refused.status
    )
    if refused.status in {401, 403}:
        response["WWW-Authenticate"] = f'Bearer error="{refused.code}"'
    return response

"""
The consent API: whether a person may be registered in an enterprise today (S13-5).

A business system calls it with a token of its own for `<base address>/consents/v1` that has the
scope `consents:read`. Yes or no is all it learns; what is said of a person without consent, of one
who is not known here and of one who is called otherwise is the same.
"""

import dataclasses
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shiming.directory import ports as directory
from shiming.directory.types import MachineCaller
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.documents import DocumentNumber, DocumentType, parse_document_number
from shiming.kernel.names import PersonName
from shiming.legal_persons import ports
from shiming.legal_persons.actions.consents.ask_for_consent import ask_for_consent
from shiming.web_kit.refusals import problem

READ = "consents:read"
LONGEST_BODY = 4096
LONGEST_TOKEN = 8192


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    name: PersonName
    number: DocumentNumber
    case_number: str


class _Refused(Exception):
    """The call is refused as RFC 6750, section 3.1, says."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


# Who calls proves itself with a token in a header: no browser sends that along by itself.
@csrf_exempt
@require_POST
def registration_checks(request: HttpRequest) -> HttpResponse:
    """Say whether a person may be registered in an enterprise today."""
    try:
        caller = _caller_of(request)
        question = _question_of(request)
        answer = ask_for_consent(
            name=question.name,
            number=question.number,
            case_number=question.case_number,
            asked_by=caller.name or caller.client_id,
            actor=_actor(request, caller),
            now=clock.now(),
        )
    except _Refused as refused:
        return _refusal(refused)
    except DomainError as error:
        return problem(error)
    content: dict[str, object] = {"may_take_part": answer.may_take_part}
    if answer.last_day is not None:
        content["last_day"] = answer.last_day.isoformat()
    response = JsonResponse(content)
    response["Cache-Control"] = "no-store"
    return response


def _caller_of(request: HttpRequest) -> MachineCaller:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        raise _Refused(401, "invalid_token", "a bearer token is needed")
    caller = directory.machine_tokens().find_caller(
        token=token.strip(), resource=ports.consent_address(), now=clock.now()
    )
    if caller is None:
        raise _Refused(401, "invalid_token", "the token is not valid here")
    if READ not in caller.scopes:
        raise _Refused(403, "insufficient_scope", f"the scope {READ} is needed")
    return caller


def _question_of(request: HttpRequest) -> _Question:
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
    stated_texts = [
        content.get(name, default)
        for name, default in (
            ("name", None),
            ("document_type", DocumentType.RESIDENT_ID_CARD.value),
            ("number", None),
            ("case_number", None),
        )
    ]
    texts = [one for one in stated_texts if isinstance(one, str)]
    if len(texts) != len(stated_texts):
        raise _Refused(400, "invalid_request", "name, number and case_number are needed")
    name, document_type, number, case_number = texts
    try:
        kind = DocumentType(document_type)
    except ValueError as error:
        raise _Refused(400, "invalid_request", "document_type is unknown") from error
    return _Question(
        name=PersonName.parse(name),
        number=parse_document_number(kind, number),
        case_number=case_number,
    )


def _actor(request: HttpRequest, caller: MachineCaller) -> Actor:
    actor = system_actor(device=f"consents {caller.client_id}")
    return dataclasses.replace(actor, address=request.META.get("REMOTE_ADDR", ""))


def _refusal(refused: _Refused) -> JsonResponse:
    response = JsonResponse(
        {"error": refused.code, "error_description": refused.detail}, status=refused.status
    )
    if refused.status in {401, 403}:
        response["WWW-Authenticate"] = f'Bearer realm="consents", error="{refused.code}"'
    response["Cache-Control"] = "no-store"
    return response

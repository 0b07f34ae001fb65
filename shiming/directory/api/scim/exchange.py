"""Requests and answers of SCIM: who asks, what is sent, and how a refusal looks."""

import dataclasses
import functools
import json
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from shiming.accounts import errors as accounts
from shiming.accounts.types import AccountId
from shiming.directory import errors, ports, queries
from shiming.directory.scim.errors import ScimError, ScimType
from shiming.directory.scim.schemas import ERROR, Json
from shiming.directory.types import Keeper, PersonCaller
from shiming.kernel import clock
from shiming.kernel.actor import Actor, system_actor
from shiming.kernel.errors import DomainError
from shiming.web_kit.refusals import status_of
from shiming.web_kit.texts import text_of

P = ParamSpec("P")
MEDIA_TYPE = "application/scim+json"
READ, WRITE = "scim:read", "scim:write"
LONGEST_BODY = 2**20
LONGEST_TOKEN = 8192
_MEDIA_TYPES = frozenset({MEDIA_TYPE, "application/json"})
_READING = frozenset({"GET", "HEAD"})
_UNIQUE = (
    accounts.UserNameTaken,
    errors.ExternalIdTaken,
    errors.NumberTaken,
    errors.PhoneTaken,
    errors.NumberAndPhoneTaken,
    errors.GroupNameTaken,
)
_VALUES = (
    accounts.UserNameMalformed,
    errors.OrganisationUnknown,
    errors.MemberUnknown,
    errors.GroupUnfit,
)
_STALE = (errors.StaffChanged, errors.GroupChanged)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request of a program that was let in."""

    request: HttpRequest
    keeper: Keeper
    account_id: AccountId | None = None
    """Whose token it is; None for a program that acts for itself."""

    @property
    def actor(self) -> Actor:
        """The program, as the audit knows it."""
        return dataclasses.replace(
            system_actor(device=f"scim {self.keeper.client_id}"),
            address=self.request.META.get("REMOTE_ADDR", ""),
        )

    @property
    def base(self) -> str:
        """Where the service is."""
        return ports.scim_address()

    def body(self) -> Json:
        """
        Read what was sent.

        :raises ScimError: if it is no JSON object, of another type, or too long
        """
        request = self.request
        if request.content_type not in _MEDIA_TYPES:
            raise ScimError(f"the body must be {MEDIA_TYPE}", status=415)
        stated = request.META.get("CONTENT_LENGTH") or ""
        if not stated.isdecimal() or int(stated) > LONGEST_BODY:
            raise ScimError("the body is too long", status=413)
        try:
            content: object = json.loads(
                request.body, object_pairs_hook=_without_doubles, parse_constant=_no_number
            )
        except (ValueError, RecursionError) as error:
            raise ScimError("the body is not JSON", scim_type=ScimType.INVALID_SYNTAX) from error
        if not isinstance(content, dict):
            raise ScimError("the body must be an object", scim_type=ScimType.INVALID_SYNTAX)
        return content

    @property
    def has_precondition(self) -> bool:
        """Tell whether the client says what it believes to change."""
        return "If-Match" in self.request.headers

    def check_precondition(self, version: str) -> None:
        """
        Refuse a change of what the client has not seen (RFC 7644, section 3.14).

        :raises ScimError: if it names another version
        """
        stated = self.request.headers.get("If-Match")
        if stated is not None and not _names(stated, version):
            raise _stale()

    def is_known(self, version: str) -> bool:
        """Tell whether the client has this version already."""
        stated = self.request.headers.get("If-None-Match")
        return stated is not None and _names(stated, version)


View = Callable[Concatenate[Exchange, P], HttpResponse]


def endpoint(
    *methods: str, writes: bool = True, is_for_people: bool = False
) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """
    Let programs with a live token, the right scope and an officer's permission in.

    Reading needs `scim:read`, the other methods `scim:write`, unless they write nothing. A token of
    a person opens what `is_for_people`, and nothing else.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        # Who calls proves itself with a token in a header: no browser sends that by itself.
        @csrf_exempt
        @functools.wraps(view)
        def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            is_read = request.method in _READING or not writes
            try:
                scope = READ if is_read else WRITE
                exchange = _let_in(request, scope=scope, is_person=is_for_people)
                _check_method(request, methods)
                return view(exchange, *args, **kwargs)
            except ScimError as error:
                return refusal(error, methods=methods)
            except DomainError as error:
                return refusal(scim_error(error), methods=methods)

        return answered

    return decorate


@endpoint("GET")
def unknown(_exchange: Exchange, rest: str) -> HttpResponse:
    """
    Say that there is no such address, and of one of the standard that it is not served.

    :raises ScimError: always
    """
    if rest == "Bulk":
        raise ScimError("this part of the standard is not implemented", status=501)
    raise ScimError("there is no such resource", status=404)


def answer(
    content: Mapping[str, object], *, status: int = 200, version: str = "", location: str = ""
) -> HttpResponse:
    """Return a resource or a list."""
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    if version:
        response["ETag"] = version
    if location:
        response["Location"] = location
    return response


def unchanged(version: str) -> HttpResponse:
    """Return that the client has the newest version."""
    response = HttpResponse(status=304)
    response["ETag"] = version
    return response


def refusal(error: ScimError, *, methods: tuple[str, ...] = ()) -> HttpResponse:
    """Return an error as RFC 7644, section 3.12, wants it."""
    content: Json = {"schemas": [ERROR], "status": str(error.status), "detail": error.detail}
    if error.scim_type is not None:
        content["scimType"] = error.scim_type.value
    response = answer(content, status=error.status)
    if error.status == 401:  # noqa: PLR2004  the status says it
        response["WWW-Authenticate"] = 'Bearer realm="scim", error="invalid_token"'
    if error.status == 405:  # noqa: PLR2004
        response["Allow"] = ", ".join(methods)
    return response


def scim_error(error: DomainError) -> ScimError:
    """Return a refusal of the product in the words of SCIM."""
    if isinstance(error, _STALE):
        return _stale()
    with translation.override("en"):
        detail = text_of(error).title
    if isinstance(error, _UNIQUE):
        return ScimError(detail, status=409, scim_type=ScimType.UNIQUENESS)
    if isinstance(error, _VALUES):
        return ScimError(detail, scim_type=ScimType.INVALID_VALUE)
    if isinstance(error, errors.UserNameFixed):
        return ScimError(detail, scim_type=ScimType.MUTABILITY)
    return ScimError(detail, status=status_of(error))


def _check_method(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        raise ScimError("the method is not supported here", status=405)


def _let_in(request: HttpRequest, *, scope: str, is_person: bool) -> Exchange:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not 0 < len(token) <= LONGEST_TOKEN:
        raise ScimError("a bearer token is needed", status=401)
    tokens = ports.machine_tokens()
    caller = (tokens.find_person if is_person else tokens.find_caller)(
        token=token.strip(), resource=ports.scim_address(), now=clock.now()
    )
    if caller is None:
        raise ScimError("the token is not valid here", status=401)
    if scope not in caller.scopes:
        raise ScimError(f"the token lacks the scope {scope}", status=403)
    try:
        keeper = queries.get_keeper(client_id=caller.client_id)
    except errors.ScimAccessNotFound as error:
        raise ScimError("no officer lets this client in", status=403) from error
    account_id = caller.account_id if isinstance(caller, PersonCaller) else None
    return Exchange(request=request, keeper=keeper, account_id=account_id)


def _names(stated: str, version: str) -> bool:
    """Tell whether a list of entity tags names a version; all of ours compare weakly."""
    named = {one.strip().removeprefix("W/") for one in stated.split(",")}
    return "*" in named or version.removeprefix("W/") in named


def _stale() -> ScimError:
    return ScimError("the resource has changed meanwhile: read it again", status=412)


def _without_doubles(pairs: list[tuple[str, object]]) -> Json:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a name stands twice")
    return content


def _no_number(_text: str) -> object:
    raise ValueError("not a number")

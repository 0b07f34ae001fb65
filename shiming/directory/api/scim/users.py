"""Users: members of staff (RFC 7644, section 3)."""

import uuid

from django.http import HttpResponse

from shiming.accounts.types import AccountId
from shiming.directory import errors, queries
from shiming.directory.actions.staff.change_staff_member import change_staff_member
from shiming.directory.actions.staff.close_staff_member import close_staff_member
from shiming.directory.actions.staff.open_staff_member import open_staff_member
from shiming.directory.api.scim.exchange import Exchange, answer, endpoint, unchanged
from shiming.directory.api.scim.searching import (
    Search,
    listed,
    search_in,
    search_of,
    selection_of,
)
from shiming.directory.models import StaffMember
from shiming.directory.queries import StaffNarrowing
from shiming.directory.scim import patching, reading, resources
from shiming.directory.scim.errors import ScimError
from shiming.directory.scim.evaluation import parse_instant
from shiming.directory.scim.filters import Comparison
from shiming.directory.scim.schemas import USERS, Json
from shiming.directory.types import StaffFacts
from shiming.kernel import clock

CREATED, NO_CONTENT = 201, 204
_ATTEMPTS = 3


@endpoint("GET", "POST")
def users(exchange: Exchange) -> HttpResponse:
    """List members of staff, or open one."""
    if exchange.request.method != "POST":
        return _found(exchange, search_of(exchange.request, USERS))
    draft = resources.staff_draft(reading.read_resource(exchange.body(), USERS))
    opened = open_staff_member(
        draft=draft, keeper=exchange.keeper, actor=exchange.actor, now=clock.now()
    )
    return _shown(exchange, _get(exchange, opened.account_id), status=CREATED)


@endpoint("POST", writes=False)
def search(exchange: Exchange) -> HttpResponse:
    """List members of staff by a filter that stands in no address."""
    return _found(exchange, search_in(exchange.body(), USERS))


@endpoint("GET", "PUT", "PATCH", "DELETE")
def user(exchange: Exchange, account_id: uuid.UUID) -> HttpResponse:
    """Show, replace, change or close a member of staff."""
    key = AccountId(account_id)
    method = exchange.request.method
    if method == "DELETE":
        return _close(exchange, key)
    if method in {"PUT", "PATCH"}:
        return _shown(exchange, _change(exchange, key))
    return _read(exchange, key)


@endpoint("GET", is_for_people=True)
def me(exchange: Exchange) -> HttpResponse:
    """
    Show the member of staff who signed on to the client (RFC 7644, section 3.11).

    :raises ScimError: if whoever did is none
    """
    if exchange.account_id is None:
        raise ScimError("the token is no person's", status=404)
    return _read(exchange, exchange.account_id)


def _read(exchange: Exchange, account_id: AccountId) -> HttpResponse:
    facts = _get(exchange, account_id)
    if exchange.is_known(version := resources.user_version(facts)):
        return unchanged(version)
    return _shown(exchange, facts)


def _change(exchange: Exchange, account_id: AccountId) -> StaffFacts:
    """Write what is wanted; who states no version is given another try if somebody was faster."""
    content = exchange.body()
    is_patch = exchange.request.method == "PATCH"
    operations = patching.read_operations(content) if is_patch else []
    wanted = {} if is_patch else reading.read_resource(content, USERS)
    for attempt in range(1, _ATTEMPTS + 1):
        before = _get(exchange, account_id)
        exchange.check_precondition(resources.user_version(before))
        present = _resource(exchange, before)
        # Who leaves out whether the account may be used leaves it as it is.
        resource = (
            patching.patched(present, operations, USERS)
            if is_patch
            else {"active": before.is_active, **wanted}
        )
        try:
            return change_staff_member(
                account_id=account_id,
                draft=resources.staff_draft(resource),
                version=before.version,
                keeper=exchange.keeper,
                actor=exchange.actor,
                now=clock.now(),
            )
        except errors.StaffChanged:
            if exchange.has_precondition or attempt == _ATTEMPTS:
                raise
    raise AssertionError("the last attempt returns or raises")


def _close(exchange: Exchange, account_id: AccountId) -> HttpResponse:
    before = _get(exchange, account_id)
    exchange.check_precondition(resources.user_version(before))
    close_staff_member(
        account_id=account_id,
        version=before.version if exchange.has_precondition else None,
        keeper=exchange.keeper,
        actor=exchange.actor,
        now=clock.now(),
    )
    return HttpResponse(status=NO_CONTENT)


def _found(exchange: Exchange, search: Search) -> HttpResponse:
    try:
        narrowing = _narrowed(search)
    except ValueError:
        # An identifier that none of ours can be.
        rows = StaffMember.objects.none()
    else:
        keeper = exchange.keeper
        rows = queries.staff_within(keeper.reach, client_id=keeper.client_id, narrowing=narrowing)
    return listed(exchange, search, USERS, rows=rows, resources=_resources)


def _narrowed(search: Search) -> StaffNarrowing:
    found: dict[str, object] = {}
    for name, comparison, value in search.demands:
        if name == "meta.lastModified":
            found["changed_from"] = parse_instant(value)
        elif comparison is Comparison.EQ and name in _INDEXED:
            found[_INDEXED[name]] = uuid.UUID(value) if name == "id" else value
    return StaffNarrowing(**found)  # type: ignore[arg-type]  # each as its field wants it


_INDEXED = {
    "id": "account_id",
    "userName": "user_name",
    "externalId": "external_id",
    "emails": "email",
    "emails.value": "email",
}


def _resources(exchange: Exchange, rows: list[StaffMember], *, is_whole: bool) -> list[Json]:
    reach = exchange.keeper.reach
    found = queries.facts_of_staff(rows, reach=reach, has_groups=is_whole)
    return [_resource(exchange, one) for one in found]


def _resource(exchange: Exchange, facts: StaffFacts) -> Json:
    return resources.user_resource(facts, client_id=exchange.keeper.client_id, base=exchange.base)


def _get(exchange: Exchange, account_id: AccountId) -> StaffFacts:
    return queries.get_staff(account_id, reach=exchange.keeper.reach)


def _shown(exchange: Exchange, facts: StaffFacts, *, status: int = 200) -> HttpResponse:
    resource = _resource(exchange, facts)
    given = {name: str(value) for name, value in exchange.request.GET.items()}
    try:
        selection = selection_of(given, USERS)
    except ScimError:
        if exchange.request.method != "GET":
            # The change stands: what the answer shows is no reason to refuse it now.
            selection = selection_of({}, USERS)
        else:
            raise
    return answer(
        selection.of(resource, USERS),
        status=status,
        version=resources.user_version(facts),
        location=f"{exchange.base}{USERS.endpoint}/{facts.account_id}",
    )

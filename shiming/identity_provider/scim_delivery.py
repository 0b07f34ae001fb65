"""
Delivers one member of staff to a client's SCIM endpoint (RFC 7644, sections 3.3 and 3.5.1).

Whatever was delivered before, the outcome is the same: a user whom the endpoint may know already is
looked for by the name that the client knows from sign-on, and then replaced.
"""

import dataclasses
import json
import urllib.parse
from collections.abc import Mapping

from shiming.identity_provider import ports
from shiming.identity_provider.protocol.digests import pairwise_subject
from shiming.identity_provider.queries.provisioning import Delivery
from shiming.kernel.outside import Fetched, FetchFault, FetchReason

MEDIA_TYPE = "application/scim+json"
_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
_ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
_PASSING = frozenset({FetchReason.CONNECTION, FetchReason.TIMEOUT, FetchReason.NAME_UNKNOWN})
_PASSING_STATUS = frozenset({408, 425, 429})
_NOT_FOUND, _SERVER_ERROR = 404, 500
_SUCCESS = range(200, 300)
_LONGEST_ID = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a delivery; no error is success."""

    remote_id: str
    error: str = ""
    may_pass: bool = False


class _Refused(Exception):
    """The endpoint answered otherwise than with success."""

    def __init__(self, error: str, *, may_pass: bool) -> None:
        super().__init__(error)
        self.error = error
        self.may_pass = may_pass


def deliver(delivery: Delivery) -> Outcome:
    """Let the endpoint have the user as they are now."""
    remote_id = delivery.remote_id
    try:
        if remote_id and _replace(delivery, remote_id):
            return Outcome(remote_id=remote_id)
        remote_id = _find(delivery)
        if remote_id and _replace(delivery, remote_id):
            return Outcome(remote_id=remote_id)
        if not delivery.is_active:
            # Nothing to close where nobody was opened.
            return Outcome(remote_id="")
        return Outcome(remote_id=_create(delivery))
    except FetchFault as fault:
        return Outcome(
            remote_id=remote_id, error=fault.reason.value, may_pass=fault.reason in _PASSING
        )
    except _Refused as refused:
        return Outcome(remote_id=remote_id, error=refused.error, may_pass=refused.may_pass)


def user_of(delivery: Delivery) -> dict[str, object]:
    """Return the User that the client is to have; `externalId` is their `sub` at sign-on."""
    staff, profile = delivery.staff, delivery.staff.profile
    name = _filled(
        formatted=profile.formatted_name,
        familyName=profile.family_name,
        givenName=profile.given_name,
    )
    enterprise = _filled(
        organization=staff.organisation_code,
        department=profile.department or staff.organisation_name,
        employeeNumber=profile.employee_number,
    )
    return {
        "schemas": [_USER, _ENTERPRISE],
        "externalId": _subject(delivery),
        "userName": staff.user_name,
        "active": delivery.is_active,
        **_filled(displayName=staff.name, title=profile.title),
        **({"name": name} if name else {}),
        **({"emails": [{"value": profile.email, "type": "work"}]} if profile.email else {}),
        _ENTERPRISE: enterprise,
    }


def _replace(delivery: Delivery, remote_id: str) -> bool:
    """Replace the user; tell whether the endpoint knows them."""
    path = f"/Users/{urllib.parse.quote(remote_id, safe='')}"
    answer = _ask(delivery, "PUT", path, content=user_of(delivery))
    if answer.status == _NOT_FOUND:
        return False
    _check(answer)
    return True


def _find(delivery: Delivery) -> str:
    condition = f'externalId eq "{_subject(delivery)}"'
    answer = _ask(delivery, "GET", f"/Users?filter={urllib.parse.quote(condition)}&count=2")
    _check(answer)
    content = _read(answer)
    found = content.get("Resources") if isinstance(content, dict) else None
    known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return _identifier(known[0]) if known else ""


def _create(delivery: Delivery) -> str:
    answer = _ask(delivery, "POST", "/Users", content=user_of(delivery))
    _check(answer)
    content = _read(answer)
    return _identifier(content if isinstance(content, dict) else {})


def _ask(
    delivery: Delivery, method: str, path: str, *, content: Mapping[str, object] | None = None
) -> Fetched:
    if not delivery.is_client_active:
        # Whoever suspended it wants nobody's data to go there; it may go on one day.
        raise _Refused("client_suspended", may_pass=True)
    return ports.scim_caller().exchange(
        f"{delivery.address}{path}",
        method=method,
        body=None if content is None else json.dumps(content, ensure_ascii=False).encode(),
        content_type=MEDIA_TYPE,
        headers={"Authorization": f"Bearer {delivery.token}", "Accept": MEDIA_TYPE},
    )


def _check(answer: Fetched) -> None:
    if answer.status not in _SUCCESS:
        may_pass = answer.status >= _SERVER_ERROR or answer.status in _PASSING_STATUS
        raise _Refused(f"status_{answer.status}", may_pass=may_pass)


def _read(answer: Fetched) -> object:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise _Refused("answer_unreadable", may_pass=True) from error


def _identifier(content: Mapping[str, object]) -> str:
    found = content.get("id")
    if not isinstance(found, str) or not 0 < len(found) <= _LONGEST_ID or not found.isprintable():
        raise _Refused("answer_unreadable", may_pass=True)
    return found


def _subject(delivery: Delivery) -> str:
    return pairwise_subject(
        salt=ports.provider_settings().pairwise_salt,
        sector=delivery.sector,
        account_id=delivery.staff.account_id,
    )


def _filled(**values: str) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}

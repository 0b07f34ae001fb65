"""The pages of the register of systems."""

import dataclasses
import uuid

from django.urls import reverse
from django.utils.functional import Promise

from shiming.identity_provider.queries import SystemFacts
from shiming.identity_provider.types import SystemState
from shiming.identity_provider.web.forms.registry import STATES

_LOOKS = {
    SystemState.CONNECTED: "success",
    SystemState.IN_TEST: "info",
    SystemState.EXCEPTION: "warning",
    SystemState.NOT_CONNECTED: "danger",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SystemRow:
    """One system."""

    id: uuid.UUID
    url: str
    name: str
    owner: str
    item_codes: tuple[str, ...]
    state: SystemState
    label: Promise
    look: str
    until: str
    is_over: bool
    reason: str
    client_id: str
    is_suspended: bool
    state_url: str
    admits_units_alone: bool
    alone_url: str


def present(facts: SystemFacts) -> SystemRow:
    """Return the row of a system."""
    return SystemRow(
        id=facts.id,
        url=reverse("identity_provider:system", args=[facts.id]),
        name=facts.name,
        owner=facts.owner,
        item_codes=facts.item_codes,
        state=facts.state,
        label=STATES[facts.state],
        look="danger" if facts.is_exception_over else _LOOKS[facts.state],
        until=facts.exception_until.isoformat() if facts.exception_until else "",
        is_over=facts.is_exception_over,
        reason=facts.reason,
        client_id=facts.client_id,
        is_suspended=facts.is_suspended,
        state_url=reverse("identity_provider:client-state", args=[facts.client_id])
        if facts.client_id
        else "",
        admits_units_alone=facts.admits_units_alone,
        alone_url=reverse("identity_provider:client-alone", args=[facts.client_id])
        if facts.client_id
        else "",
    )

"""The page «授权与同意»."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise

from shiming.identity_provider.queries import ReleaseFacts, ToldClient
from shiming.identity_provider.web.farewells import STATES
from shiming.identity_provider.web.labels import CLAIMS, SILENT


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """One client, in words."""

    client_pk: uuid.UUID
    client_name: str
    is_governmental: bool
    claims: tuple[Promise | str, ...]
    last_at: str
    may_withdraw: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredRow:
    """One client that may not know of a sign-out."""

    client_name: str
    label: Promise
    kind: str
    at: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationsView:
    """Who learned what, and who may still believe the person signed in."""

    releases: tuple[ReleaseRow, ...]
    unanswered: tuple[UnansweredRow, ...]


def present(
    releases: Sequence[ReleaseFacts], unanswered: Sequence[ToldClient]
) -> AuthorizationsView:
    """Return what the page shows."""
    return AuthorizationsView(
        releases=tuple(
            ReleaseRow(
                client_pk=facts.client_pk,
                client_name=facts.client_name,
                is_governmental=facts.is_governmental,
                claims=tuple(CLAIMS.get(name, name) for name in facts.claims if name not in SILENT),
                last_at=_instant(facts.last_at),
                may_withdraw=not facts.is_governmental and (facts.has_consent or facts.is_live),
            )
            for facts in releases
        ),
        unanswered=tuple(
            UnansweredRow(
                client_name=client.client_name,
                label=STATES[client.state][0],
                kind=STATES[client.state][1],
                at=_instant(client.at),
            )
            for client in unanswered
        ),
    )


def _instant(moment: dt.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")

"""Sources that say what a test tells them to, and officers who put them into force."""

import dataclasses
import datetime as dt
import json
import urllib.parse
from collections.abc import Mapping

from shiming.accounts.types import AccountKind, Challenge, OutsideOutcome, SourceUse
from shiming.kernel.actor import ActingIdentity, Actor
from shiming.kernel.ids import new_id
from shiming.kernel.levels import Level
from shiming.trust_sources import queries
from shiming.trust_sources.actions.sources.decide_terms import decide_terms
from shiming.trust_sources.actions.sources.propose_terms import propose_terms
from shiming.trust_sources.models import TrustSource
from shiming.trust_sources.types import (
    Connection,
    SourceId,
    SourcePermission,
    SourceProtocol,
    SourceReport,
    TermsEntry,
)
from tests.cast import Member
from tests.factories.accounts import NOW

MAPPING = json.dumps(
    {
        "subject": "sub",
        "number": "id_number",
        "name": "name",
        "level": {"attribute": "acr", "values": {"face": "intermediate", "register": "primary"}},
        "ended": {"attribute": "status", "values": ["closed"]},
    }
)


def officer_of(*permissions: str) -> Actor:
    """Return another officer at each call."""
    identity = ActingIdentity(permissions=frozenset(permissions))
    return Actor(account_id=new_id(), identity=identity)


PROPOSER = officer_of(SourcePermission.MANAGE_SOURCES)
APPROVER = officer_of(SourcePermission.APPROVE_SOURCES)


@dataclasses.dataclass(kw_only=True)
class FakeClients:
    """Knows everybody who comes back as `report` says."""

    report: SourceReport = dataclasses.field(
        default_factory=lambda: SourceReport(outcome=OutsideOutcome.UNAVAILABLE)
    )
    fault: str = ""
    is_up: bool = True
    asked: list[Mapping[str, str]] = dataclasses.field(default_factory=list)

    def fault_of(self, connection: Connection) -> str:
        return self.fault

    def authorization_url(
        self, connection: Connection, *, challenge: Challenge, redirect_uri: str
    ) -> str | None:
        if not self.is_up:
            return None
        query = {"state": challenge.state, "redirect_uri": redirect_uri}
        return f"{connection.address}?{urllib.parse.urlencode(query)}"

    def identify(
        self,
        connection: Connection,
        *,
        answer: Mapping[str, str],
        redirect_uri: str,
        challenge: Challenge,
        code_verifier: str,
        now: dt.datetime,
    ) -> SourceReport:
        self.asked.append({**answer, "nonce": challenge.nonce, "verifier": code_verifier})
        return self.report

    def check_password(self, connection: Connection, *, name: str, password: str) -> SourceReport:
        self.asked.append({"name": name})
        return self.report

    def is_alive(self, connection: Connection) -> bool:
        return self.is_up


def says(member: Member | None, *, subject: str = "u-1", **claims: object) -> SourceReport:
    """Return that the source knows one of the cast, or somebody without naming them."""
    named = {} if member is None else {"id_number": member.number, "name": member.name}
    return SourceReport(
        outcome=OutsideOutcome.PROVEN,
        claims={"sub": subject, "acr": "face", **named, **claims},
    )


def terms(**changes: object) -> TermsEntry:
    """Return the terms of a city platform."""
    entry = TermsEntry(
        name="市民云",
        operator="市政务服务数据管理局",
        connection=Connection(
            protocol=SourceProtocol.OIDC,
            address="https://city.example",
            client_id="shiming",
            secret="a secret at the source",
        ),
        mapping=MAPPING,
        use=SourceUse.SIGN_IN,
        kinds=frozenset({AccountKind.NATURAL_PERSON}),
        level=Level.INTERMEDIATE,
        links_alone=False,
        opens_accounts=True,
        portals=(),
        evidence_days=30,
        contract_from=NOW.date() - dt.timedelta(days=10),
        contract_until=NOW.date() + dt.timedelta(days=400),
    )
    return dataclasses.replace(entry, **changes)  # type: ignore[arg-type]  # the test knows the field


def approved(code: str = "city", **changes: object) -> SourceId:
    """Return a source whose terms a second officer has approved; of a known code, new terms."""
    known = TrustSource.objects.filter(code=code).first()
    terms_id = propose_terms(
        entry=terms(**changes),
        officer=PROPOSER,
        now=NOW,
        code="" if known else code,
        source_id=SourceId(known.pk) if known else None,
    )
    decide_terms(terms_id=terms_id, is_approved=True, reason="", officer=APPROVER, now=NOW)
    facts = next(one for one in queries.list_sources(viewer=PROPOSER) if one.code == code)
    return facts.id

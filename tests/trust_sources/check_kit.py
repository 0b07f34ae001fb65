"""Sources that only compare, and that say what a test tells them to."""

import dataclasses
import datetime as dt
import urllib.parse

from shiming.accounts.types import SourceUse
from shiming.trust_sources.types import Connection, SourceId, SourceProtocol
from shiming.trust_sources.types.checks import (
    CheckOutcome,
    CheckQuestion,
    CheckReport,
)
from tests.trust_sources.source_kit import approved


@dataclasses.dataclass(kw_only=True)
class FakeChecks:
    """Answers `outcome`, on a page of its own where the source has one."""

    outcome: CheckOutcome = CheckOutcome.MATCH
    asked: list[CheckQuestion] = dataclasses.field(default_factory=list)
    return_url: str = ""

    @property
    def state(self) -> str:
        """What the source sends the browser back with."""
        query = urllib.parse.urlsplit(self.return_url).query
        return dict(urllib.parse.parse_qsl(query))["state"]

    def ask(
        self, connection: Connection, *, question: CheckQuestion, return_url: str, now: dt.datetime
    ) -> CheckReport:
        self.asked.append(question)
        self.return_url = return_url
        if connection.protocol is SourceProtocol.ALIPAY:
            return CheckReport(
                outcome=CheckOutcome.WAITING, reference="c-1", url="https://pay.example/certify"
            )
        return CheckReport(outcome=self.outcome)

    def outcome_of(
        self, connection: Connection, *, reference: str, now: dt.datetime
    ) -> CheckReport:
        assert reference == "c-1"
        return CheckReport(outcome=self.outcome)


def comparing(protocol: SourceProtocol, *, code: str = "bank", **changes: object) -> SourceId:
    """Return a source that only compares, approved by two officers."""
    connection = Connection(
        protocol=protocol, address="https://bank.example/check", client_id="shiming", secret="k"
    )
    values = {"name": "银联", "connection": connection, "mapping": "", "opens_accounts": False}
    return approved(code, **{**values, "use": SourceUse.PROOF, "evidence_days": 90, **changes})

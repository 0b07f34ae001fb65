"""
A unit that files its taxes (地税报税用户) as a proof about the unit (S33-23, Q22).

The tax authority's interfaces differ by province and are not published. Our reading is the wire
format of the other registers (`shiming.kernel.signatures`, version 1, both ways): a signed POST of
JSON with `credit_code`, `unit_name`, and `name` and `number` of the person who acts for the unit;
the answer's `outcome` is `match` (the unit files its taxes, and this person is one of its users
there), `mismatch` (it does, and the person is none) or `no_record` (it does not). Everything else
is «unavailable».
"""

import datetime as dt
import json
import secrets
import urllib.parse
from collections.abc import Mapping

import structlog

from shiming.kernel import signatures
from shiming.kernel.outside import FetchFault
from shiming.trust_sources.types import Connection
from shiming.trust_sources.types.checks import CheckOutcome, CheckQuestion, CheckReport
from shiming.vendors.trust.answers import SourceSilent, object_in
from shiming.vendors.trust.tokens import SourceFetcher

_log = structlog.get_logger(__name__)
_SHORTEST_KEY = 16
_OUTCOMES = {
    outcome.value: outcome
    for outcome in (CheckOutcome.MATCH, CheckOutcome.MISMATCH, CheckOutcome.NO_RECORD)
}


class TaxFilingCheck:
    """Asks whether a unit files its taxes through a person; may be shared by threads."""

    def __init__(self, fetcher: SourceFetcher, *, accepts_simulated: bool) -> None:
        self._fetcher = fetcher
        self._accepts_simulated = accepts_simulated

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        if not self._fetcher.may_fetch(connection.address):
            return "address"
        if not connection.client_id:
            return "client_id"
        return "" if len(connection.secret) >= _SHORTEST_KEY else "secret"

    def ask(
        self, connection: Connection, *, question: CheckQuestion, return_url: str, now: dt.datetime
    ) -> CheckReport:
        """Ask, and return what the answer amounts to."""
        del return_url  # Nobody leaves the platform for it.
        content = {
            "credit_code": question.credit_code,
            "unit_name": question.unit_name,
            "name": question.name.value,
            "number": question.number.value,
        }
        try:
            said = self._call(connection, content, now=now)
        except (SourceSilent, FetchFault) as error:
            _log.warning("trust_sources.tax_filing.unavailable", reason=type(error).__name__)
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="no_answer")
        if said.get("simulated") and not self._accepts_simulated:
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="simulated")
        outcome = _OUTCOMES.get(str(said.get("outcome", "")), CheckOutcome.UNAVAILABLE)
        return CheckReport(outcome=outcome)

    def _call(
        self, connection: Connection, content: Mapping[str, object], *, now: dt.datetime
    ) -> Mapping[str, object]:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        nonce, timestamp = secrets.token_hex(16), str(int(now.timestamp()))
        signature = signatures.sign_request(
            key=connection.secret,
            method="POST",
            path=urllib.parse.urlsplit(connection.address).path,
            timestamp=timestamp,
            nonce=nonce,
            body=body,
        )
        fetched = self._fetcher.send(
            connection.address,
            body=body,
            content_type="application/json",
            headers={
                signatures.KEY_ID: connection.client_id,
                signatures.TIMESTAMP: timestamp,
                signatures.NONCE: nonce,
                signatures.SIGNATURE: signature,
            },
        )
        expected = signatures.sign_answer(
            key=connection.secret, status=fetched.status, nonce=nonce, body=fetched.body
        )
        given = fetched.headers.get(signatures.SIGNATURE.lower(), "")
        if not signatures.is_same(given, expected):
            raise SourceSilent
        return object_in(fetched)

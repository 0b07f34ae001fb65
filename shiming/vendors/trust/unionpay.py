"""
The four facts of a bank card (银联卡四要素) as a proof: name, number, card and reserved mobile.

Fact, as the open platform of the UnionPay merchant service documents its `OPEN-BODY-SIG`: the body
is JSON; the header `Authorization` is `OPEN-BODY-SIG AppId="…", Timestamp="…", Nonce="…",
Signature="…"`, with the time as fourteen digits of China's, and the signature in base64 of
HMAC-SHA-256 with the application's key over AppId, Timestamp, Nonce and the hexadecimal SHA-256 of
the body, one after another. Answers carry no signature: TLS vouches for them.

Our reading, to be held against each deployment's contract: the fields are `requestId`, `name`,
`certType` (`01` identity card), `certNo`, `cardNo` and `mobile`; `errCode` is `0000` where the
question was answered, `result` then `01` (they belong together), `02` (they do not) or `03` (no
such card), and `requestId` comes back. Everything else is «unavailable».
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets

import structlog

from shiming.kernel.clock import CHINA
from shiming.kernel.outside import FetchFault
from shiming.trust_sources.types import Connection
from shiming.trust_sources.types.checks import CheckOutcome, CheckQuestion, CheckReport
from shiming.vendors.trust.answers import SourceSilent, object_in
from shiming.vendors.trust.tokens import SourceFetcher

_log = structlog.get_logger(__name__)
_SHORTEST_KEY = 16
_OUTCOMES = {
    "01": CheckOutcome.MATCH,
    "02": CheckOutcome.MISMATCH,
    "03": CheckOutcome.NO_RECORD,
}


class UnionPayCheck:
    """Asks whether four facts belong together; may be shared by threads."""

    def __init__(self, fetcher: SourceFetcher, *, accepts_simulated: bool) -> None:
        self._fetcher = fetcher
        self._accepts_simulated = accepts_simulated

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        if not self._fetcher.may_fetch(connection.address):
            return "address"
        if not connection.client_id or '"' in connection.client_id:
            return "client_id"
        return "" if len(connection.secret) >= _SHORTEST_KEY else "secret"

    def ask(
        self, connection: Connection, *, question: CheckQuestion, return_url: str, now: dt.datetime
    ) -> CheckReport:
        """Ask, and return what the answer amounts to."""
        del return_url  # Nobody leaves the platform for it.
        request_id = secrets.token_hex(16)
        body = json.dumps(
            {
                "requestId": request_id,
                "name": question.name.value,
                "certType": "01",
                "certNo": question.number.value,
                "cardNo": question.typed,
                "mobile": question.mobile.national if question.mobile else "",
            },
            ensure_ascii=False,
        ).encode()
        try:
            said = object_in(
                self._fetcher.send(
                    connection.address,
                    body=body,
                    content_type="application/json",
                    headers={"Authorization": authorization(connection, body, now=now)},
                )
            )
        except (SourceSilent, FetchFault) as error:
            _log.warning("trust_sources.unionpay.unavailable", reason=type(error).__name__)
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="no_answer")
        if said.get("simulated") and not self._accepts_simulated:
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="simulated")
        if said.get("errCode") != "0000" or said.get("requestId") != request_id:
            _log.warning("trust_sources.unionpay.refused_us", code=str(said.get("errCode"))[:16])
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="refused_us")
        outcome = _OUTCOMES.get(str(said.get("result", "")), CheckOutcome.UNAVAILABLE)
        return CheckReport(outcome=outcome)


def authorization(connection: Connection, body: bytes, *, now: dt.datetime) -> str:
    """Return the header that signs a body."""
    timestamp = now.astimezone(CHINA).strftime("%Y%m%d%H%M%S")
    nonce = secrets.token_hex(16)
    signature = signature_of(
        connection.secret,
        client_id=connection.client_id,
        timestamp=timestamp,
        nonce=nonce,
        body=body,
    )
    return (
        f'OPEN-BODY-SIG AppId="{connection.client_id}", Timestamp="{timestamp}",'
        f' Nonce="{nonce}", Signature="{signature}"'
    )


def signature_of(key: str, *, client_id: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Return the signature over a body."""
    text = f"{client_id}{timestamp}{nonce}{hashlib.sha256(body).hexdigest()}"
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()

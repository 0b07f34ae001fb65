"""
An account at the housing provident fund (住房公积金) as a proof.

Funds are run by cities and publish no common interface. Our reading is the family that government
gateways use: a form of parameters signed with SM2 and SM3 as in `signed_parameters`, with
`app_id`, `timestamp` (fourteen digits of China's time), `nonce`, `sign_type=SM2` and the facts
`name`, `cert_type` (`01` identity card), `cert_no`, `account_no`, `mobile`. The answer is JSON with
`content`, itself JSON as text, and `sign`, the fund's signature over that text; `content` repeats
the `nonce`, and its `result` is `1` (the account is this person's, closed or not), `0` (it is not)
or `2` (no such account). Everything else is «unavailable».
"""

import datetime as dt
import json
import secrets
from collections.abc import Mapping

import structlog

from shiming.kernel.clock import CHINA
from shiming.kernel.outside import FetchFault
from shiming.trust_sources.types import Connection
from shiming.trust_sources.types.checks import CheckOutcome, CheckQuestion, CheckReport
from shiming.vendors.trust.answers import SourceSilent, object_in
from shiming.vendors.trust.signed_parameters import KeyUnfit, Sm2Signer, text_to_sign
from shiming.vendors.trust.tokens import SourceFetcher

_log = structlog.get_logger(__name__)
_OUTCOMES = {
    "1": CheckOutcome.MATCH,
    "0": CheckOutcome.MISMATCH,
    "2": CheckOutcome.NO_RECORD,
}


class ProvidentFundCheck:
    """Asks whose an account at the fund is; may be shared by threads."""

    def __init__(self, fetcher: SourceFetcher, *, accepts_simulated: bool) -> None:
        self._fetcher = fetcher
        self._accepts_simulated = accepts_simulated

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        if not self._fetcher.may_fetch(connection.address):
            return "address"
        if not connection.client_id:
            return "client_id"
        try:
            _signer(connection)
        except KeyUnfit:
            return "peer_key" if not connection.peer_key else "secret"
        return ""

    def ask(
        self, connection: Connection, *, question: CheckQuestion, return_url: str, now: dt.datetime
    ) -> CheckReport:
        """Ask, and return what the answer amounts to."""
        del return_url  # Nobody leaves the platform for it.
        signer, nonce = _signer(connection), secrets.token_hex(16)
        parameters = {
            "app_id": connection.client_id,
            "timestamp": now.astimezone(CHINA).strftime("%Y%m%d%H%M%S"),
            "nonce": nonce,
            "sign_type": "SM2",
            "name": question.name.value,
            "cert_type": "01",
            "cert_no": question.number.value,
            "account_no": question.typed,
            "mobile": question.mobile.national if question.mobile else "",
        }
        form = {**parameters, "sign": signer.sign(text_to_sign(parameters))}
        try:
            said = _proven(object_in(self._fetcher.fetch(connection.address, form=form)), signer)
        except (SourceSilent, FetchFault) as error:
            _log.warning("trust_sources.provident_fund.unavailable", reason=type(error).__name__)
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="no_answer")
        if said.get("nonce") != nonce or (said.get("simulated") and not self._accepts_simulated):
            return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="not_ours")
        outcome = _OUTCOMES.get(str(said.get("result", "")), CheckOutcome.UNAVAILABLE)
        return CheckReport(outcome=outcome)


def _signer(connection: Connection) -> Sm2Signer:
    return Sm2Signer(private=connection.secret, public=connection.peer_key)


def _proven(answer: Mapping[str, object], signer: Sm2Signer) -> Mapping[str, object]:
    content, signature = answer.get("content"), answer.get("sign")
    if not isinstance(content, str) or not isinstance(signature, str):
        raise SourceSilent
    if not signer.is_signed(content.encode(), signature):
        _log.error("trust_sources.provident_fund.signature")
        raise SourceSilent
    try:
        said = json.loads(content)
    except ValueError:
        raise SourceSilent from None
    if not isinstance(said, dict):
        raise SourceSilent
    return said

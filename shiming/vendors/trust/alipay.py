"""
Alipay's certification of a user (支付宝身份认证) as a proof, over its open gateway.

Fact, as the open platform documents it: every call goes to one gateway with `app_id`, `method`,
`format`, `charset`, `sign_type=RSA2`, `timestamp` (China's time), `version` and `biz_content`
(JSON), signed as in `signed_parameters`; the answer is an object under the method's name with
`_response`, whose very text the gateway signs. `alipay.user.certify.open.initialize` takes name and
number and gives a `certify_id`; `…certify` is the signed address of the page on which the person
shows Alipay who they are; `…query` says with `passed` `T` or `F` what came of it.

Our reading, to be held against each deployment's contract: the `biz_code` is `FACE`; whatever
`initialize` refuses is no word about the person, so it counts as «unavailable»; `F` after the
person came back means that Alipay does not confirm them.
"""

import datetime as dt
import json
import urllib.parse
from collections.abc import Mapping

import structlog

from shiming.kernel.clock import CHINA
from shiming.kernel.ids import new_id
from shiming.kernel.outside import FetchFault
from shiming.trust_sources.types import Connection
from shiming.trust_sources.types.checks import CheckOutcome, CheckQuestion, CheckReport
from shiming.vendors.trust.answers import SourceSilent
from shiming.vendors.trust.signed_parameters import KeyUnfit, Rsa2Signer, text_to_sign
from shiming.vendors.trust.tokens import SourceFetcher

_log = structlog.get_logger(__name__)
_METHOD = "alipay.user.certify.open."
_OK = 200
_DONE = "10000"
_PASSED = {"T": CheckOutcome.MATCH, "F": CheckOutcome.MISMATCH}
_LONGEST_REFERENCE = 128


class AlipayCheck:
    """Has Alipay certify somebody; may be shared by threads."""

    def __init__(self, fetcher: SourceFetcher, *, accepts_simulated: bool) -> None:
        self._fetcher = fetcher
        self._accepts_simulated = accepts_simulated

    def fault_of(self, connection: Connection) -> str:
        """Return which field is missing or unfit."""
        if not self._fetcher.may_fetch(connection.address) or "?" in connection.address:
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
        """Announce the person to Alipay, and return the page where they are certified."""
        content = {
            "outer_order_no": new_id().hex,
            "biz_code": "FACE",
            "identity_param": {
                "identity_type": "CERT_INFO",
                "cert_type": "IDENTITY_CARD",
                "cert_name": question.name.value,
                "cert_no": question.number.value,
            },
            "merchant_config": {"return_url": return_url},
        }
        try:
            said = self._call(connection, "initialize", content, now=now)
        except (SourceSilent, FetchFault) as error:
            return _silent(error)
        reference = said.get("certify_id")
        if not isinstance(reference, str) or not 0 < len(reference) <= _LONGEST_REFERENCE:
            return _silent(SourceSilent())
        page = self._signed(connection, "certify", {"certify_id": reference}, now=now)
        return CheckReport(
            outcome=CheckOutcome.WAITING,
            reference=reference,
            url=f"{connection.address}?{urllib.parse.urlencode(page)}",
        )

    def outcome_of(
        self, connection: Connection, *, reference: str, now: dt.datetime
    ) -> CheckReport:
        """Return what came of a certification."""
        try:
            said = self._call(connection, "query", {"certify_id": reference}, now=now)
        except (SourceSilent, FetchFault) as error:
            return _silent(error)
        outcome = _PASSED.get(str(said.get("passed", "")), CheckOutcome.UNAVAILABLE)
        return CheckReport(outcome=outcome)

    def _call(
        self,
        connection: Connection,
        method: str,
        content: Mapping[str, object],
        *,
        now: dt.datetime,
    ) -> Mapping[str, object]:
        fetched = self._fetcher.fetch(
            connection.address, form=self._signed(connection, method, content, now=now)
        )
        if fetched.status != _OK:
            raise SourceSilent
        said = _proven(fetched.body, method=method, signer=_signer(connection))
        if said.get("code") != _DONE:
            _log.warning("trust_sources.alipay.refused_us", code=str(said.get("sub_code"))[:64])
            raise SourceSilent
        if said.get("simulated") and not self._accepts_simulated:
            raise SourceSilent
        return said

    def _signed(
        self,
        connection: Connection,
        method: str,
        content: Mapping[str, object],
        *,
        now: dt.datetime,
    ) -> dict[str, str]:
        parameters = {
            "app_id": connection.client_id,
            "method": _METHOD + method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": now.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "version": "1.0",
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":")),
        }
        return {**parameters, "sign": _signer(connection).sign(text_to_sign(parameters))}


def _signer(connection: Connection) -> Rsa2Signer:
    return Rsa2Signer(private=connection.secret, public=connection.peer_key)


def _proven(body: bytes, *, method: str, signer: Rsa2Signer) -> Mapping[str, object]:
    """Return the object that the gateway signed, read from the very text that it signed."""
    name = (_METHOD + method).replace(".", "_") + "_response"
    try:
        text = body.decode()
        whole = json.loads(text)
        start = text.index(f'"{name}"')
        start = text.index("{", start)
        said, end = json.JSONDecoder().raw_decode(text, start)
    except ValueError:
        raise SourceSilent from None
    signature = whole.get("sign") if isinstance(whole, dict) else None
    if not isinstance(said, dict) or not isinstance(signature, str):
        raise SourceSilent
    if not signer.is_signed(text[start:end].encode(), signature):
        _log.error("trust_sources.alipay.signature")
        raise SourceSilent
    return said


def _silent(error: Exception) -> CheckReport:
    _log.warning("trust_sources.alipay.unavailable", reason=type(error).__name__)
    return CheckReport(outcome=CheckOutcome.UNAVAILABLE, reason="no_answer")

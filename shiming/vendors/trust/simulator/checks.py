"""
Simulated Alipay, UnionPay, provident fund and tax office, in the wire formats of the adapters.

Each checks our signature, the time and that nothing is sent twice, as its model does; whoever
signs wrongly is told so.
"""

import datetime as dt
import hmac
import html
import json
import re
import secrets
import threading
import urllib.parse

from shiming.kernel import clock, signatures
from shiming.trust_sources.types.checks import CheckOutcome
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.trust.signed_parameters import Rsa2Signer, Sm2Signer, text_to_sign
from shiming.vendors.trust.simulator.keys import CLIENT, SimulatorKeys
from shiming.vendors.trust.simulator.truth import (
    behaviour_for,
    behaviour_for_unit,
    outcome_of,
)
from shiming.vendors.trust.simulator.wire import Answer, Asked, Faults, as_json, as_page
from shiming.vendors.trust.unionpay import signature_of

ALIPAY = "/simulated/alipay/gateway.do"
ALIPAY_CONFIRM = "/simulated/alipay/confirm"
UNIONPAY = "/simulated/unionpay/check"
FUND = "/simulated/fund/check"
TAX = "/simulated/tax/check"
_TOLERANCE = dt.timedelta(minutes=15)
_AUTHORIZATION = re.compile(
    r'OPEN-BODY-SIG AppId="([^"]*)", Timestamp="([^"]*)", Nonce="([^"]*)", Signature="([^"]*)"'
)
_RESULTS = {CheckOutcome.MATCH: "01", CheckOutcome.MISMATCH: "02", CheckOutcome.NO_RECORD: "03"}
_FUND_RESULTS = {CheckOutcome.MATCH: "1", CheckOutcome.MISMATCH: "0", CheckOutcome.NO_RECORD: "2"}


class AlipaySimulator:
    """Certifies whoever presses the button on its page, and forgets everybody at its end."""

    def __init__(self, keys: SimulatorKeys, faults: Faults) -> None:
        self._signer = Rsa2Signer(private=keys.rsa_theirs, public=keys.rsa_own_public)
        self._stranger = Rsa2Signer(private=keys.rsa_own, public=keys.rsa_own_public)
        self._faults = faults
        self._lock = threading.Lock()
        self._known: dict[str, dict[str, str]] = {}

    def gateway(self, asked: Asked) -> Answer:
        """Answer at the gateway: announce, show the page, or say what came of it."""
        given = asked.form if asked.method == "POST" else dict(asked.query)
        method = given.get("method", "")
        is_ours = given.get("app_id") == CLIENT and self._signer.is_signed(
            text_to_sign(given), given.get("sign", "")
        )
        if not is_ours or not _is_recent(given.get("timestamp", ""), "%Y-%m-%d %H:%M:%S"):
            return self._said(method, {"code": "40002", "sub_code": "isv.invalid-signature"})
        content = json.loads(given.get("biz_content", "{}"))
        if method.endswith(".initialize"):
            return self._initialize(method, content)
        with self._lock:
            known = self._known.get(str(content.get("certify_id")))
        if known is None:
            return self._said(method, {"code": "40004", "sub_code": "CERTIFY_ID_NOT_EXIST"})
        if method.endswith(".certify"):
            return _alipay_page(str(content["certify_id"]))
        if fault := self._faults.of(Behaviour(known["behaviour"])):
            return fault
        return self._said(
            method,
            {"code": "10000", "passed": known["passed"]},
            is_forged=known["behaviour"] == Behaviour.FORGED,
        )

    def confirm(self, asked: Asked) -> Answer:
        """Take what the person pressed, and send them back."""
        with self._lock:
            known = self._known.get(asked.query.get("id", ""))
            if known is None:
                return Answer(status="404 Not Found", body=b"{}")
            is_agreed = asked.query.get("passed") == "T"
            is_right = Behaviour(known["behaviour"]) is not Behaviour.MISMATCH
            known["passed"] = "T" if is_agreed and is_right else "F"
        return Answer(status="302 Found", headers=(("Location", known["return_url"]),))

    def _initialize(self, method: str, content: dict[str, dict[str, str]]) -> Answer:
        person = content["identity_param"]
        behaviour = behaviour_for(person["cert_name"], person["cert_no"])
        if behaviour is Behaviour.UNAVAILABLE:
            return Answer(status="503 Service Unavailable", body=b"{}")
        certify_id = secrets.token_hex(16)
        with self._lock:
            self._known[certify_id] = {
                "behaviour": behaviour.value,
                "passed": "F",
                "return_url": content["merchant_config"]["return_url"],
            }
        return self._said(method, {"code": "10000", "certify_id": certify_id})

    def _said(self, method: str, content: dict[str, str], *, is_forged: bool = False) -> Answer:
        name = method.replace(".", "_") + "_response"
        text = json.dumps({**content, "msg": "simulated", "simulated": True})
        signature = (self._stranger if is_forged else self._signer).sign(text.encode())
        return Answer(body=f'{{"{name}":{text},"sign":"{signature}"}}'.encode())


class CompareSimulator:
    """Compares at once: the bank card, the account at the fund, the filing user."""

    def __init__(self, keys: SimulatorKeys, faults: Faults) -> None:
        self._shared = keys.shared
        self._signer = Sm2Signer(private=keys.sm2_theirs, public=keys.sm2_own_public)
        self._stranger = Sm2Signer(private=keys.sm2_own, public=keys.sm2_own_public)
        self._faults = faults
        self._lock = threading.Lock()
        self._spent: set[str] = set()

    def unionpay(self, asked: Asked) -> Answer:
        """Say whether four facts belong together."""
        found = _AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
        app_id, timestamp, nonce, signature = found.groups() if found else ("", "", "", "")
        expected = signature_of(
            self._shared, client_id=app_id, timestamp=timestamp, nonce=nonce, body=asked.body
        )
        is_ours = app_id == CLIENT and hmac.compare_digest(signature, expected)
        if not is_ours or not _is_recent(timestamp, "%Y%m%d%H%M%S") or not self._spend(nonce):
            return as_json({"errCode": "1002", "errInfo": "signature", "simulated": True})
        content = json.loads(asked.body)
        behaviour = behaviour_for(content["name"], content["certNo"], typed=content["cardNo"])
        if fault := self._faults.of(behaviour):
            return fault
        # Answers carry no signature here; one that is forged belongs to another question.
        is_forged = behaviour is Behaviour.FORGED
        return as_json(
            {
                "errCode": "0000",
                "result": _RESULTS[outcome_of(behaviour)],
                "requestId": "another" if is_forged else content["requestId"],
                "simulated": True,
            }
        )

    def fund(self, asked: Asked) -> Answer:
        """Say whose an account is."""
        form = asked.form
        is_ours = form.get("app_id") == CLIENT and self._signer.is_signed(
            text_to_sign(form), form.get("sign", "")
        )
        nonce = form.get("nonce", "")
        is_fresh = _is_recent(form.get("timestamp", ""), "%Y%m%d%H%M%S")
        if not is_ours or not is_fresh or not self._spend(nonce):
            return as_json({"error": "signature"}, status="401 Unauthorized")
        behaviour = behaviour_for(
            form.get("name", ""), form.get("cert_no", ""), typed=form.get("account_no", "")
        )
        if fault := self._faults.of(behaviour):
            return fault
        content = json.dumps(
            {
                "nonce": nonce,
                "result": _FUND_RESULTS[outcome_of(behaviour)],
                "simulated": True,
            }
        )
        signer = self._stranger if behaviour is Behaviour.FORGED else self._signer
        return as_json({"content": content, "sign": signer.sign(content.encode())})

    def tax(self, asked: Asked) -> Answer:
        """Say whether a unit files its taxes through a person."""
        nonce = asked.headers.get(signatures.NONCE.lower(), "")
        timestamp = asked.headers.get(signatures.TIMESTAMP.lower(), "")
        expected = signatures.sign_request(
            key=self._shared,
            method=asked.method,
            path=asked.path,
            timestamp=timestamp,
            nonce=nonce,
            body=asked.body,
        )
        is_ours = asked.headers.get(signatures.KEY_ID.lower()) == CLIENT and signatures.is_same(
            asked.headers.get(signatures.SIGNATURE.lower(), ""), expected
        )
        is_recent = timestamp.isdigit() and (
            abs(clock.now().timestamp() - int(timestamp)) <= signatures.TOLERANCE_SECONDS
        )
        if not is_ours or not is_recent or not self._spend(nonce):
            return as_json({"error": "signature"}, status="401 Unauthorized")
        content = json.loads(asked.body)
        behaviour = behaviour_for_unit(content["credit_code"], content["name"], content["number"])
        if fault := self._faults.of(behaviour):
            return fault
        body = json.dumps({"outcome": outcome_of(behaviour).value, "simulated": True}).encode()
        key = "another key" if behaviour is Behaviour.FORGED else self._shared
        signature = signatures.sign_answer(key=key, status=200, nonce=nonce, body=body)
        return Answer(body=body, headers=((signatures.SIGNATURE, signature),))

    def _spend(self, nonce: str) -> bool:
        with self._lock:
            if not nonce or nonce in self._spent:
                return False
            self._spent.add(nonce)
            return True


def _alipay_page(certify_id: str) -> Answer:
    links = "".join(
        f'<li><a href="{html.escape(_confirm_url(certify_id, passed))}">{label}</a></li>'
        for passed, label in (("T", "刷脸，确认是本人"), ("F", "取消"))
    )
    return as_page("支付宝身份认证（模拟）", f"<ul>{links}</ul>")


def _confirm_url(certify_id: str, passed: str) -> str:
    return f"{ALIPAY_CONFIRM}?{urllib.parse.urlencode({'id': certify_id, 'passed': passed})}"


def _is_recent(text: str, form: str) -> bool:
    try:
        at = dt.datetime.strptime(text, form).replace(tzinfo=clock.CHINA)
    except ValueError:
        return False
    return abs(clock.now() - at) <= _TOLERANCE

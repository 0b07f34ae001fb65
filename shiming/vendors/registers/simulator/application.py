"""The simulator as a WSGI application: signed questions, and an unsigned desk for testers."""

import base64
import dataclasses
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import Any

from shiming.kernel import clock, signatures
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.types import Outcome, PopulationCheck, TaxCoreCheck
from shiming.vendors.registers.simulator.behaviours import Behaviour, Expectation
from shiming.vendors.registers.simulator.core import Decision, PopulationSimulator
from shiming.vendors.registers.simulator.legal_persons import (
    LegalPersonDecision,
    LegalPersonSimulator,
)
from shiming.vendors.registers.simulator.tax_core import TaxCoreDecision, TaxCoreSimulator

_CHECKS = {
    "/v1/population/two-factors": PopulationCheck.TWO_FACTORS,
    "/v1/population/four-factors": PopulationCheck.FOUR_FACTORS,
    "/v1/population/photo": PopulationCheck.PHOTO,
}
_TAX_CHECKS = {f"/v1/tax-core/{check}": check for check in TaxCoreCheck}
_UNIT_CHECK = "/v1/legal-persons/check"
_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    422: "Unprocessable Content",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_MOST_BYTES = 64 * 1024
# Any: what WSGI itself passes.
_Environ = dict[str, Any]
_StartResponse = Callable[..., object]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    status: int
    body: bytes
    forged: bool = False


class SimulatorApplication:
    """Answers over HTTP what a `PopulationSimulator`, and a tax core beside it, decide."""

    def __init__(
        self,
        simulator: PopulationSimulator,
        *,
        keys: dict[str, str],
        tax_core: TaxCoreSimulator | None = None,
        legal_persons: LegalPersonSimulator | None = None,
        late_seconds: float = 2.0,
        timeout_seconds: float = 60.0,
    ) -> None:
        self._simulator = simulator
        # One desk for testers: what they expect of a number holds for both.
        self._tax_core = tax_core or TaxCoreSimulator(expectations=simulator.told)
        self._legal_persons = legal_persons or LegalPersonSimulator(expectations=simulator.told)
        self._keys = keys
        self._late_seconds = late_seconds
        self._timeout_seconds = timeout_seconds
        self._nonces: dict[str, float] = {}
        self._lock = threading.Lock()
        self.is_stopping = threading.Event()

    def __call__(self, environ: _Environ, start_response: _StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        key, nonce = "", environ.get("HTTP_X_SHIMING_NONCE", "")
        if length > _MOST_BYTES:
            answer = _problem(413, "too_large")
        else:
            body = environ["wsgi.input"].read(length)
            if path in _CHECKS or path in _TAX_CHECKS or path == _UNIT_CHECK:
                key = self._keys.get(environ.get("HTTP_X_SHIMING_KEY_ID", ""), "")
                answer = self._check(environ, key=key, path=path, body=body)
            else:
                answer = self._serve_desk(method, path, body)
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(answer.body))),
        ]
        if key and not answer.forged:
            signature = signatures.sign_answer(
                key=key, status=answer.status, nonce=nonce, body=answer.body
            )
            headers.append((signatures.SIGNATURE, signature))
        start_response(f"{answer.status} {_REASONS[answer.status]}", headers)
        return [answer.body]

    def _check(self, environ: _Environ, *, key: str, path: str, body: bytes) -> _Answer:
        if environ["REQUEST_METHOD"] != "POST":
            return _problem(405, "method")
        if not self._is_authentic(environ, key=key, path=path, body=body):
            return _problem(401, "signature")
        try:
            question = json.loads(body)
            if not (question["purpose"] and question["case_number"]):
                return _problem(400, "purpose")
            return self._answer_to(path, question)
        except NumberNotSynthetic:
            return _problem(422, "number_not_synthetic")
        except (ValueError, KeyError, TypeError, AttributeError):
            return _problem(400, "malformed")

    # Any: JSON that a tester may have written; what does not fit is «malformed».
    def _answer_to(self, path: str, question: dict[str, Any]) -> _Answer:
        if path in _TAX_CHECKS:
            found = self._tax_core.decide(question["number"])
            content = _tax_content(found, check=_TAX_CHECKS[path])
            return self._deliver(content, found.behaviour)
        if path == _UNIT_CHECK:
            unit = self._legal_persons.decide(
                code=question["code"],
                name=question["name"],
                representative_name=question["representative_name"],
                representative_number=question["representative_number"],
                registration_number=question.get("registration_number", ""),
                organisation_code=question.get("organisation_code", ""),
                representative_ethnicity=question.get("representative_ethnicity", ""),
            )
            return self._deliver(_unit_content(unit), unit.behaviour)
        decision = self._simulator.decide(
            check=_CHECKS[path],
            name=question["name"],
            number=question["number"],
            ethnicity=question.get("ethnicity", ""),
            sex=question.get("sex", ""),
        )
        return self._deliver(_content(decision), decision.behaviour)

    def _deliver(self, content: dict[str, object], behaviour: Behaviour | None) -> _Answer:
        if behaviour is Behaviour.TIMEOUT:
            self.is_stopping.wait(self._timeout_seconds)
            return _problem(503, "unavailable")
        if behaviour is Behaviour.LATE:
            self.is_stopping.wait(self._late_seconds)
        if behaviour is Behaviour.GARBAGE:
            return _Answer(status=200, body=b"<html>\xff maintenance")
        if behaviour is Behaviour.ERROR:
            return _problem(500, "error")
        if behaviour is Behaviour.UNAVAILABLE:
            return _problem(503, "unavailable")
        is_forged = behaviour is Behaviour.FORGED
        content |= {"reference": f"SIM-{secrets.token_hex(8)}", "simulated": True}
        return dataclasses.replace(_json(200, content), forged=is_forged)

    def _serve_desk(self, method: str, path: str, body: bytes) -> _Answer:
        if path == "/healthz":
            return _json(200, {"status": "ok"})
        if path == "/people":
            people = [
                {
                    "name": person.name,
                    "number": person.number,
                    "sex": person.sex,
                    "ethnicity": person.ethnicity,
                }
                for person in self._simulator.people.values()
            ]
            return _json(200, {"people": people})
        if path != "/expectations":
            return _problem(404, "not_found")
        if method == "DELETE":
            self._simulator.forget_expectations()
        elif method == "PUT":
            try:
                wanted = Expectation.read(json.loads(body))
            except (ValueError, TypeError, AttributeError):
                return _problem(400, "malformed")
            self._simulator.expect(wanted.behaviour, number=wanted.number, times=wanted.times)
        elif method != "GET":
            return _problem(405, "method")
        return _json(
            200,
            {"expectations": [wanted.as_json() for wanted in self._simulator.expectations()]},
        )

    def _is_authentic(self, environ: _Environ, *, key: str, path: str, body: bytes) -> bool:
        timestamp = environ.get("HTTP_X_SHIMING_TIMESTAMP", "")
        nonce = environ.get("HTTP_X_SHIMING_NONCE", "")
        if not key or not timestamp.isascii() or not timestamp.isdigit() or not nonce:
            return False
        now = clock.now().timestamp()
        if abs(now - int(timestamp)) > signatures.TOLERANCE_SECONDS:
            return False
        expected = signatures.sign_request(
            key=key, method="POST", path=path, timestamp=timestamp, nonce=nonce, body=body
        )
        if not signatures.is_same(environ.get("HTTP_X_SHIMING_SIGNATURE", ""), expected):
            return False
        with self._lock:
            # A repetition can only come while its timestamp is still tolerated.
            oldest = now - 2 * signatures.TOLERANCE_SECONDS
            self._nonces = {seen: at for seen, at in self._nonces.items() if at > oldest}
            if nonce in self._nonces:
                return False
            self._nonces[nonce] = now
        return True


def _content(decision: Decision) -> dict[str, object]:
    is_forged = decision.behaviour is Behaviour.FORGED
    content: dict[str, object] = {
        "outcome": (Outcome.MATCH if is_forged else decision.outcome).value
    }
    if decision.photo is not None:
        content["photo"] = base64.b64encode(decision.photo).decode()
    return content


def _unit_content(decision: LegalPersonDecision) -> dict[str, object]:
    content: dict[str, object] = {
        "outcome": decision.outcome.value,
        "mismatched": [part.value for part in decision.mismatched],
    }
    if decision.state is not None:
        content["state"] = decision.state.value
    return content


def _tax_content(decision: TaxCoreDecision, *, check: TaxCoreCheck) -> dict[str, object]:
    if decision.company is None:
        return {"outcome": Outcome.NO_RECORD.value}
    content: dict[str, object] = {
        "outcome": Outcome.MATCH.value,
        "taxpayer": dataclasses.asdict(decision.company.taxpayer),
    }
    if check is TaxCoreCheck.OFFICERS:
        content["officers"] = [dataclasses.asdict(one) for one in decision.company.officers]
    if check is TaxCoreCheck.AGENCIES:
        content["agencies"] = [dataclasses.asdict(one) for one in decision.company.agencies]
    return content


def _json(status: int, content: dict[str, object]) -> _Answer:
    return _Answer(status=status, body=json.dumps(content, ensure_ascii=False).encode())


def _problem(status: int, code: str) -> _Answer:
    return _json(status, {"code": code})

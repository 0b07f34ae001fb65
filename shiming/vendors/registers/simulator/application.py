"""The simulator as a WSGI application: signed questions, and an unsigned desk for testers."""

import base64
import dataclasses
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import Any

from shiming.kernel import clock
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.types import Outcome, PopulationCheck
from shiming.vendors import signatures
from shiming.vendors.registers.simulator.behaviours import Behaviour, Expectation
from shiming.vendors.registers.simulator.core import Decision, PopulationSimulator

_CHECKS = {
    "/v1/population/two-factors": PopulationCheck.TWO_FACTORS,
    "/v1/population/four-factors": PopulationCheck.FOUR_FACTORS,
    "/v1/population/photo": PopulationCheck.PHOTO,
}
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
    """Answers over HTTP what a `PopulationSimulator` decides."""

    def __init__(
        self,
        simulator: PopulationSimulator,
        *,
        keys: dict[str, str],
        late_seconds: float = 2.0,
        timeout_seconds: float = 60.0,
    ) -> None:
        self._simulator = simulator
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
            if path in _CHECKS:
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
            decision = self._simulator.decide(
                check=_CHECKS[path],
                name=question["name"],
                number=question["number"],
                ethnicity=question.get("ethnicity", ""),
                sex=question.get("sex", ""),
            )
            if not (question["purpose"] and question["case_number"]):
                return _problem(400, "purpose")
        except NumberNotSynthetic:
            return _problem(422, "number_not_synthetic")
        except (ValueError, KeyError, TypeError, AttributeError):
            return _problem(400, "malformed")
        return self._deliver(decision)

    def _deliver(self, decision: Decision) -> _Answer:
        if decision.behaviour is Behaviour.TIMEOUT:
            self.is_stopping.wait(self._timeout_seconds)
            return _problem(503, "unavailable")
        if decision.behaviour is Behaviour.LATE:
            self.is_stopping.wait(self._late_seconds)
        if decision.behaviour is Behaviour.GARBAGE:
            return _Answer(status=200, body=b"<html>\xff maintenance")
        if decision.behaviour is Behaviour.ERROR:
            return _problem(500, "error")
        if decision.behaviour is Behaviour.UNAVAILABLE:
            return _problem(503, "unavailable")
        is_forged = decision.behaviour is Behaviour.FORGED
        content: dict[str, object] = {
            "outcome": (Outcome.MATCH if is_forged else decision.outcome).value,
            "reference": f"SIM-{secrets.token_hex(8)}",
            "simulated": True,
        }
        if decision.photo is not None:
            content["photo"] = base64.b64encode(decision.photo).decode()
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


def _json(status: int, content: dict[str, object]) -> _Answer:
    return _Answer(status=status, body=json.dumps(content, ensure_ascii=False).encode())


def _problem(status: int, code: str) -> _Answer:
    return _json(status, {"code": code})

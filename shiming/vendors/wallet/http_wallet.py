"""
Banks and the certificate office over signed JSON (`shiming.kernel.signatures`).

``/v1/bank-cards/check`` takes ``name``, ``number``, ``card`` and ``mobile`` and answers ``outcome``
(``match`` or ``mismatch``) and ``bank``; ``/v1/disability-certificates/find`` takes ``name`` and
``number`` and answers ``outcome`` and ``certificate``. Everything else is «unavailable».
"""

import datetime as dt
from collections.abc import Mapping

import structlog

from shiming.accounts.types import BankCardAnswer, CertificateNumberAnswer, OwnershipOutcome
from shiming.kernel.identifiers.bank_card_number import BankCardNumber
from shiming.kernel.identifiers.documents import DocumentNumber
from shiming.kernel.names import PersonName
from shiming.kernel.phones import Mobile
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.signed_client import SignedClient, WireFault

_log = structlog.get_logger(__name__)
_OK = 200
_LONGEST_TEXT = 64


class HttpBank:
    """Asks a counterpart that asks the banks."""

    is_simulator = False

    def __init__(self, *, client: SignedClient, breaker: CircuitBreaker) -> None:
        self._client = client
        self._breaker = breaker

    def check(
        self,
        *,
        name: PersonName,
        document: DocumentNumber,
        card: BankCardNumber,
        mobile: Mobile,
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> BankCardAnswer:
        """Ask whether the four belong together."""
        content = _ask(
            self._client,
            self._breaker,
            "/v1/bank-cards/check",
            {
                "name": name.value,
                "number": document.value,
                "card": card.value,
                "mobile": mobile.value,
            },
        )
        return BankCardAnswer(outcome=_outcome_of(content), bank=_text_of(content, "bank"))


class HttpCertificateOffice:
    """Asks the office that files disability certificates."""

    is_simulator = False

    def __init__(self, *, client: SignedClient, breaker: CircuitBreaker) -> None:
        self._client = client
        self._breaker = breaker

    def find_number(
        self,
        *,
        name: PersonName,
        document: DocumentNumber,
        now: dt.datetime,  # noqa: ARG002  a port's shape
    ) -> CertificateNumberAnswer:
        """Ask for the number of this person's certificate."""
        content = _ask(
            self._client,
            self._breaker,
            "/v1/disability-certificates/find",
            {"name": name.value, "number": document.value},
        )
        outcome, number = _outcome_of(content), _text_of(content, "certificate")
        if outcome is OwnershipOutcome.MATCH and not number:
            outcome = OwnershipOutcome.UNAVAILABLE
        return CertificateNumberAnswer(outcome=outcome, number=number)


def _ask(
    client: SignedClient, breaker: CircuitBreaker, path: str, question: Mapping[str, str]
) -> Mapping[str, object]:
    """Return the content of the answer; an empty one if there is none to be trusted."""
    if not breaker.may_call():
        return {}
    try:
        reply = client.post(path, dict(question))
    except WireFault as fault:
        breaker.note_failure()
        _log.warning("wallet.unavailable", reason=fault.reason)
        return {}
    breaker.note_success()
    if reply.status != _OK:
        _log.error("wallet.refused_us", status=reply.status)
        return {}
    return reply.content


def _outcome_of(content: Mapping[str, object]) -> OwnershipOutcome:
    outcome = content.get("outcome")
    known = isinstance(outcome, str) and outcome in set(OwnershipOutcome)
    return OwnershipOutcome(str(outcome)) if known else OwnershipOutcome.UNAVAILABLE


def _text_of(content: Mapping[str, object], name: str) -> str:
    text = content.get(name)
    return text[:_LONGEST_TEXT] if isinstance(text, str) else ""

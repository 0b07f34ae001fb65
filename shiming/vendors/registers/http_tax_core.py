"""
The tax core over signed JSON (`shiming.vendors.signatures` has the wire format).

Paths below the base address: ``/v1/tax-core/taxpayer``, ``/v1/tax-core/officers`` and
``/v1/tax-core/agencies``. The request object has ``request_id``, ``number`` (credit code or
taxpayer number), ``purpose``, ``case_number`` and ``official``. The answer with status 200 has
``outcome`` (``match``, ``no_record`` or ``unavailable``) and ``reference``; if it is a match also
``taxpayer`` (``credit_code``, ``taxpayer_number``, ``name``, ``state``, ``is_insurance_only``,
``is_agency``) and, as asked, ``officers`` (each ``kind``, ``name``, ``document_type``, ``number``)
or ``agencies`` (each ``credit_code``, ``name``); and ``simulated: true`` if it comes from a
simulator. Status 422 with ``code: number_not_synthetic`` is a simulator's refusal of a number that
may be real. Everything else, and a match that is not complete, is «unavailable».
"""

import structlog

from shiming.kernel import clock
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.types import (
    AgenciesAnswer,
    CoreAgency,
    CoreOfficer,
    CoreOfficerKind,
    OfficersAnswer,
    Outcome,
    TaxCoreRequest,
    Taxpayer,
    TaxpayerAnswer,
    TaxpayerState,
)
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.signed_client import SignedClient, WireFault

_log = structlog.get_logger(__name__)
_OK = 200
_UNPROCESSABLE = 422
_REFERENCE_LENGTH = 64
_LONGEST_TEXT = 200
_OUTCOMES = frozenset({Outcome.MATCH, Outcome.NO_RECORD, Outcome.UNAVAILABLE})
_Content = dict[str, object]


class HttpTaxCore:
    """Asks a tax core that speaks the platform's own signed JSON."""

    is_simulator = False

    def __init__(
        self,
        *,
        client: SignedClient,
        breaker: CircuitBreaker,
        source: str = "tax_core",
        accepts_simulated: bool = False,
    ) -> None:
        self.source = source
        self._client = client
        self._breaker = breaker
        self._accepts_simulated = accepts_simulated

    def find_taxpayer(self, request: TaxCoreRequest) -> TaxpayerAnswer:
        """
        Find a taxpayer.

        :raises NumberNotSynthetic: if a simulator answers and the number could be real
        """
        content = self._ask("/v1/tax-core/taxpayer", request)
        outcome, taxpayer = _taxpayer_of(content)
        return TaxpayerAnswer(
            outcome=outcome,
            source=self.source,
            at=clock.now(),
            reference=_reference_of(content),
            taxpayer=taxpayer,
        )

    def list_officers(self, request: TaxCoreRequest) -> OfficersAnswer:
        """
        Name the people who act for a taxpayer.

        :raises NumberNotSynthetic: if a simulator answers and the number could be real
        """
        content = self._ask("/v1/tax-core/officers", request)
        outcome, taxpayer = _taxpayer_of(content)
        officers: tuple[CoreOfficer, ...] = ()
        if outcome is Outcome.MATCH:
            try:
                officers = tuple(_officer(row) for row in _rows(content, "officers"))
            except (KeyError, TypeError, ValueError):
                # Half a list would end the offices of those who are missing from it.
                outcome, taxpayer = Outcome.UNAVAILABLE, None
        return OfficersAnswer(
            outcome=outcome,
            source=self.source,
            at=clock.now(),
            reference=_reference_of(content),
            taxpayer=taxpayer,
            officers=officers,
        )

    def list_agencies(self, request: TaxCoreRequest) -> AgenciesAnswer:
        """
        Name the agencies that work for a taxpayer.

        :raises NumberNotSynthetic: if a simulator answers and the number could be real
        """
        content = self._ask("/v1/tax-core/agencies", request)
        outcome, taxpayer = _taxpayer_of(content)
        agencies: tuple[CoreAgency, ...] = ()
        if outcome is Outcome.MATCH:
            try:
                agencies = tuple(
                    CoreAgency(credit_code=_text(row, "credit_code"), name=_text(row, "name"))
                    for row in _rows(content, "agencies")
                )
            except (KeyError, TypeError, ValueError):
                outcome, taxpayer = Outcome.UNAVAILABLE, None
        return AgenciesAnswer(
            outcome=outcome,
            source=self.source,
            at=clock.now(),
            reference=_reference_of(content),
            taxpayer=taxpayer,
            agencies=agencies,
        )

    def _ask(self, path: str, request: TaxCoreRequest) -> _Content:
        """Return the content of the answer; an empty one if there is none to be trusted."""
        if not self._breaker.may_call():
            return {}
        try:
            reply = self._client.post(
                path,
                {
                    "request_id": str(request.lookup_id),
                    "number": request.number.value,
                    "purpose": request.purpose.value,
                    "case_number": request.case_number,
                    "official": request.official,
                },
            )
        except WireFault as fault:
            self._breaker.note_failure()
            _log.warning("registers.tax_core.unavailable", reason=fault.reason)
            return {}
        self._breaker.note_success()
        content = dict(reply.content)
        if reply.status == _UNPROCESSABLE and content.get("code") == "number_not_synthetic":
            raise NumberNotSynthetic
        if reply.status != _OK:
            _log.error("registers.tax_core.refused_us", status=reply.status)
            return {}
        if content.get("simulated") and not self._accepts_simulated:
            _log.error("registers.tax_core.is_simulated")
            return {}
        return content


def _taxpayer_of(content: _Content) -> tuple[Outcome, Taxpayer | None]:
    outcome = content.get("outcome")
    if not isinstance(outcome, str) or outcome not in _OUTCOMES:
        return Outcome.UNAVAILABLE, None
    if outcome != Outcome.MATCH:
        return Outcome(outcome), None
    try:
        row = content["taxpayer"]
        if not isinstance(row, dict):
            return Outcome.UNAVAILABLE, None
        taxpayer = Taxpayer(
            credit_code=_text(row, "credit_code"),
            taxpayer_number=_text(row, "taxpayer_number"),
            name=_text(row, "name"),
            state=TaxpayerState(_text(row, "state")),
            is_insurance_only=row.get("is_insurance_only") is True,
            is_agency=row.get("is_agency") is True,
        )
    except (KeyError, TypeError, ValueError):
        return Outcome.UNAVAILABLE, None
    return Outcome.MATCH, taxpayer


def _officer(row: _Content) -> CoreOfficer:
    return CoreOfficer(
        kind=CoreOfficerKind(_text(row, "kind")),
        name=_text(row, "name"),
        document_type=_text(row, "document_type"),
        number=_text(row, "number"),
    )


def _rows(content: _Content, key: str) -> list[_Content]:
    rows = content[key]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TypeError(key)
    return rows


def _text(row: _Content, key: str) -> str:
    text = row[key]
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT or "\0" in text:
        raise TypeError(key)
    return text


def _reference_of(content: _Content) -> str:
    reference = content.get("reference")
    return reference[:_REFERENCE_LENGTH] if isinstance(reference, str) else ""

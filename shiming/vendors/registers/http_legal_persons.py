"""
The register of legal persons over signed JSON (`shiming.vendors.signatures` has the wire format).

Path below the base address: ``/v1/legal-persons/check``. The request object has ``request_id``,
``code``, ``name``, ``registration_number``, ``organisation_code``, ``representative_name``,
``representative_number``, ``representative_ethnicity`` (what was not stated is empty, and not
compared), ``purpose``, ``case_number`` and ``official``. The answer with status 200 has
``outcome`` (``match``, ``mismatch``, ``no_record`` or ``unavailable``), ``reference``, ``state``
(``existing``, ``abnormal``, ``revoked`` or ``cancelled``; with a match or mismatch),
``mismatched`` (a list of ``name``, ``registration_number``, ``organisation_code`` and
``representative``; with a mismatch), and ``simulated: true`` if it comes from a simulator. Status
422 with ``code: number_not_synthetic`` is a simulator's refusal of a code that may be real.
Everything else, and a match without a state, is «unavailable».
"""

import structlog

from shiming.kernel import clock
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.types import (
    LegalPersonAnswer,
    LegalPersonPart,
    LegalPersonRequest,
    Outcome,
    RegisteredState,
)
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.signed_client import SignedClient, WireFault

_log = structlog.get_logger(__name__)
_OK = 200
_UNPROCESSABLE = 422
_REFERENCE_LENGTH = 64
_PATH = "/v1/legal-persons/check"


class HttpLegalPersonRegister:
    """Asks a register of legal persons that speaks the platform's own signed JSON."""

    is_simulator = False

    def __init__(
        self,
        *,
        client: SignedClient,
        breaker: CircuitBreaker,
        source: str = "legal_person_register",
        accepts_simulated: bool = False,
    ) -> None:
        self.source = source
        self._client = client
        self._breaker = breaker
        self._accepts_simulated = accepts_simulated

    def check(self, request: LegalPersonRequest) -> LegalPersonAnswer:
        """
        Compare code, name and legal representative.

        :raises NumberNotSynthetic: if a simulator answers and the code could be real
        """
        # Sources keep middle dots and rare characters in several ways; each is worth one question.
        for spelling in request.query.representative_name.variants:
            answer = self._read(self._ask(request, spelling))
            if answer.mismatched != (LegalPersonPart.REPRESENTATIVE,):
                break
        return answer

    def _read(self, content: dict[str, object]) -> LegalPersonAnswer:
        outcome, state = content.get("outcome"), content.get("state")
        mismatched = content.get("mismatched", [])
        try:
            found = Outcome(str(outcome))
            known = None if state is None else RegisteredState(str(state))
            parts = tuple(
                LegalPersonPart(str(part))
                for part in (mismatched if isinstance(mismatched, list) else [])
            )
        except ValueError:
            found, known, parts = Outcome.UNAVAILABLE, None, ()
        if found is Outcome.MATCH and known is None:
            # A match that does not say whether the unit still exists proves nothing.
            found = Outcome.UNAVAILABLE
        reference = content.get("reference")
        return LegalPersonAnswer(
            outcome=found,
            source=self.source,
            at=clock.now(),
            reference=reference[:_REFERENCE_LENGTH] if isinstance(reference, str) else "",
            state=known if found in {Outcome.MATCH, Outcome.MISMATCH} else None,
            mismatched=parts if found is Outcome.MISMATCH else (),
        )

    def _ask(self, request: LegalPersonRequest, spelling: str) -> dict[str, object]:
        """Return the content of the answer; an empty one if there is none to be trusted."""
        if not self._breaker.may_call():
            return {}
        query = request.query
        try:
            reply = self._client.post(
                _PATH,
                {
                    "request_id": str(request.lookup_id),
                    "code": query.code.value,
                    "name": query.name.value,
                    "representative_name": spelling,
                    "representative_number": query.representative_number.value,
                    "registration_number": query.registration_number,
                    "organisation_code": query.organisation_code,
                    "representative_ethnicity": query.representative_ethnicity,
                    "purpose": request.purpose.value,
                    "case_number": request.case_number,
                    "official": request.official,
                },
            )
        except WireFault as fault:
            self._breaker.note_failure()
            _log.warning("registers.legal_persons.unavailable", reason=fault.reason)
            return {}
        self._breaker.note_success()
        content = dict(reply.content)
        if reply.status == _UNPROCESSABLE and content.get("code") == "number_not_synthetic":
            raise NumberNotSynthetic
        if reply.status != _OK:
            # Our own fault, probably (key, clock, version): still no word about the unit.
            _log.error("registers.legal_persons.refused_us", status=reply.status)
            return {}
        if content.get("simulated") and not self._accepts_simulated:
            _log.error("registers.legal_persons.is_simulated")
            return {}
        return content

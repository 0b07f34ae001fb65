"""
The population register over signed JSON (`shiming.kernel.signatures` has the wire format).

Paths below the base address: ``/v1/population/two-factors``, ``/v1/population/four-factors`` and
``/v1/population/photo``. The request object has ``request_id``, ``name``, ``number``, ``purpose``,
``case_number`` and ``official``; for four factors also ``ethnicity`` (as on the card, without 族)
and ``sex`` (男 or 女). The answer with status 200 has ``outcome`` (``match``, ``mismatch``,
``no_record`` or ``unavailable``), ``reference``, for a photograph also ``photo`` (base64), and
``simulated: true`` if it comes from a simulator. Status 422 with ``code: number_not_synthetic`` is
a simulator's refusal of a number that may be real. Everything else is «unavailable».
"""

import base64
import binascii

import structlog

from shiming.kernel import clock
from shiming.kernel.names import PersonName
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.types import (
    Outcome,
    PhotoAnswer,
    PopulationQuery,
    PopulationRequest,
    RegisterAnswer,
)
from shiming.vendors.circuit_breaker import CircuitBreaker
from shiming.vendors.signed_client import SignedClient, WireFault

_log = structlog.get_logger(__name__)
_OK = 200
_UNPROCESSABLE = 422
_REFERENCE_LENGTH = 64


class HttpPopulationRegister:
    """Asks a population register that speaks the platform's own signed JSON."""

    is_simulator = False

    def __init__(
        self,
        *,
        client: SignedClient,
        breaker: CircuitBreaker,
        source: str = "population_register",
        accepts_simulated: bool = False,
        has_photos: bool = True,
    ) -> None:
        self.source = source
        self._has_photos = has_photos
        self._client = client
        self._breaker = breaker
        self._accepts_simulated = accepts_simulated

    def check_two_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """
        Compare name and number.

        :raises NumberNotSynthetic: if a simulator answers and the number could be real
        """
        return self._compare("/v1/population/two-factors", request, {})

    def check_four_factors(self, request: PopulationRequest) -> RegisterAnswer:
        """
        Compare name, number, ethnicity and sex.

        :raises NumberNotSynthetic: if a simulator answers and the number could be real
        """
        query = request.query
        factors = {"ethnicity": query.ethnicity.removesuffix("族"), "sex": query.sex}
        return self._compare("/v1/population/four-factors", request, factors)

    def fetch_photo(self, request: PopulationRequest) -> PhotoAnswer:
        """
        Return the register's photograph of the person with this name and number.

        A register that offers no photographs has no record of one, and is not asked.

        :raises NumberNotSynthetic: if a simulator answers and the number could be real
        """
        if not self._has_photos:
            return PhotoAnswer(outcome=Outcome.NO_RECORD, source=self.source, at=clock.now())
        for spelling in spellings(request.query):
            content = self._ask("/v1/population/photo", request, spelling, {})
            outcome = _outcome_of(content)
            if outcome is not Outcome.MISMATCH:
                break
        photo = _photo_of(content)
        if outcome is Outcome.MATCH and photo is None:
            outcome = Outcome.UNAVAILABLE
        return PhotoAnswer(
            outcome=outcome,
            source=self.source,
            at=clock.now(),
            reference=_reference_of(content),
            photo=photo if outcome is Outcome.MATCH else None,
        )

    def _compare(
        self, path: str, request: PopulationRequest, factors: dict[str, str]
    ) -> RegisterAnswer:
        for spelling in spellings(request.query):
            content = self._ask(path, request, spelling, factors)
            outcome = _outcome_of(content)
            if outcome is not Outcome.MISMATCH:
                break
        return RegisterAnswer(
            outcome=outcome,
            source=self.source,
            at=clock.now(),
            reference=_reference_of(content),
        )

    def _ask(
        self, path: str, request: PopulationRequest, spelling: str, factors: dict[str, str]
    ) -> dict[str, object]:
        """Return the content of the answer; an empty one if there is none to be trusted."""
        if not self._breaker.may_call():
            return {}
        try:
            reply = self._client.post(
                path,
                {
                    "request_id": str(request.lookup_id),
                    "name": spelling,
                    "number": request.query.number.value,
                    "purpose": request.purpose.value,
                    "case_number": request.case_number,
                    "official": request.official,
                    **factors,
                },
            )
        except WireFault as fault:
            self._breaker.note_failure()
            _log.warning("registers.population.unavailable", reason=fault.reason)
            return {}
        self._breaker.note_success()
        content = dict(reply.content)
        if reply.status == _UNPROCESSABLE and content.get("code") == "number_not_synthetic":
            raise NumberNotSynthetic
        if reply.status != _OK:
            # Our own fault, probably (key, clock, version): still no word about the person.
            _log.error("registers.population.refused_us", status=reply.status)
            return {}
        if content.get("simulated") and not self._accepts_simulated:
            _log.error("registers.population.is_simulated")
            return {}
        return content


def spellings(query: PopulationQuery) -> tuple[str, ...]:
    """Return the spellings of the name to ask about, the likeliest first."""
    # Sources keep middle dots and rare characters in several ways; each is worth one question.
    return query.name.variants if isinstance(query.name, PersonName) else (query.name.value,)


def _outcome_of(content: dict[str, object]) -> Outcome:
    outcome = content.get("outcome")
    known = isinstance(outcome, str) and outcome in set(Outcome)
    return Outcome(str(outcome)) if known else Outcome.UNAVAILABLE


def _reference_of(content: dict[str, object]) -> str:
    reference = content.get("reference")
    return reference[:_REFERENCE_LENGTH] if isinstance(reference, str) else ""


def _photo_of(content: dict[str, object]) -> bytes | None:
    photo = content.get("photo")
    if not isinstance(photo, str):
        return None
    try:
        return base64.b64decode(photo, validate=True)
    except binascii.Error:
        return None

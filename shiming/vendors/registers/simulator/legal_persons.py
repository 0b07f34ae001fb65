"""What the simulated register of legal persons knows; shared by server and in-process fake."""

import dataclasses
from collections.abc import Iterable

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.legal_person_codes import CreditCode
from shiming.kernel.names import CompanyName
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.types import (
    CoreOfficer,
    CoreOfficerKind,
    LegalPersonPart,
    Outcome,
    RegisteredState,
    TaxpayerState,
)
from shiming.vendors.registers.simulator.behaviours import Behaviour, Expectation, Expectations
from shiming.vendors.registers.simulator.companies import SyntheticCompany, load_companies

_SAMPLE_PROVINCE = "60"
_STATES = {
    TaxpayerState.NORMAL: RegisteredState.EXISTING,
    TaxpayerState.ABNORMAL: RegisteredState.ABNORMAL,
    TaxpayerState.CANCELLED: RegisteredState.CANCELLED,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LegalPersonDecision:
    """The truth about a statement, and how to answer."""

    outcome: Outcome
    state: RegisteredState | None = None
    mismatched: tuple[LegalPersonPart, ...] = ()
    behaviour: Behaviour | None = None


class LegalPersonSimulator:
    """Knows the synthetic companies, and does what they and expectations ask."""

    def __init__(
        self,
        *,
        companies: Iterable[SyntheticCompany] | None = None,
        expectations: Expectations | None = None,
    ) -> None:
        chosen = load_companies() if companies is None else tuple(companies)
        self._companies = {one.taxpayer.credit_code: one for one in chosen}
        self._expectations = expectations or Expectations()

    def expect(self, behaviour: Behaviour, *, number: str = "", times: int | None = None) -> None:
        """Answer so from now on: `times` times, or until told otherwise."""
        self._expectations.add(Expectation(behaviour=behaviour, number=number, times=times))

    def decide(
        self,
        *,
        code: str,
        name: str,
        representative_name: str,
        representative_number: str,
        registration_number: str = "",
        organisation_code: str = "",
        representative_ethnicity: str = "",
    ) -> LegalPersonDecision:
        """
        Return what is to be answered to a statement about a unit.

        :raises NumberNotSynthetic: if the code could belong to somebody
        """
        try:
            parsed = CreditCode.parse(code)
        except DomainError:
            raise NumberNotSynthetic from None
        if not parsed.region.startswith(_SAMPLE_PROVINCE):
            raise NumberNotSynthetic
        company = self._companies.get(parsed.value)
        behaviour = self._expectations.take(parsed.value)
        if behaviour is None and company is not None:
            behaviour = company.behaviour
        if behaviour is not None and behaviour.outcome is not None:
            return _told(behaviour, behaviour.outcome)
        truth = _truth(
            company,
            name=name,
            representative=(representative_name, representative_number),
            registration_number=registration_number,
            organisation_code=organisation_code,
            ethnicity=representative_ethnicity,
        )
        return dataclasses.replace(truth, behaviour=behaviour)


def _told(behaviour: Behaviour, outcome: Outcome) -> LegalPersonDecision:
    is_known = outcome in {Outcome.MATCH, Outcome.MISMATCH}
    return LegalPersonDecision(
        outcome=outcome,
        state=RegisteredState.EXISTING if is_known else None,
        mismatched=(LegalPersonPart.REPRESENTATIVE,) if outcome is Outcome.MISMATCH else (),
        behaviour=behaviour,
    )


def _truth(
    company: SyntheticCompany | None,
    *,
    name: str,
    representative: tuple[str, str],
    registration_number: str,
    organisation_code: str,
    ethnicity: str,
) -> LegalPersonDecision:
    if company is None:
        return LegalPersonDecision(outcome=Outcome.NO_RECORD)
    mismatched = []
    if CompanyName.parse(name).folded != CompanyName.parse(company.taxpayer.name).folded:
        mismatched.append(LegalPersonPart.NAME)
    if registration_number and registration_number != company.registration_number:
        mismatched.append(LegalPersonPart.REGISTRATION_NUMBER)
    if organisation_code and organisation_code != company.organisation_code:
        mismatched.append(LegalPersonPart.ORGANISATION_CODE)
    heads = [officer for officer in company.officers if _is_head(officer)]
    known = company.representative_ethnicity
    if representative not in {(head.name, head.number) for head in heads} or (
        ethnicity and known and ethnicity != known
    ):
        mismatched.append(LegalPersonPart.REPRESENTATIVE)
    return LegalPersonDecision(
        outcome=Outcome.MISMATCH if mismatched else Outcome.MATCH,
        state=_STATES[company.taxpayer.state],
        mismatched=tuple(mismatched),
    )


def _is_head(officer: CoreOfficer) -> bool:
    return officer.kind is CoreOfficerKind.LEGAL_REPRESENTATIVE

"""What the simulated tax core knows and answers; shared by the server and the in-process fake."""

import dataclasses
from collections.abc import Iterable

from shiming.registers.errors import NumberNotSynthetic
from shiming.vendors.registers.simulator.behaviours import Behaviour, Expectation, Expectations
from shiming.vendors.registers.simulator.companies import SyntheticCompany, load_companies

_CREDIT_CODE_LENGTH = 18
_SAMPLE_PROVINCE = "60"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TaxCoreDecision:
    """Which company the question is about, if any is known, and how to answer."""

    company: SyntheticCompany | None
    behaviour: Behaviour | None


class TaxCoreSimulator:
    """Knows the synthetic taxpayers, and does what they and expectations ask."""

    def __init__(
        self,
        *,
        companies: Iterable[SyntheticCompany] | None = None,
        expectations: Expectations | None = None,
    ) -> None:
        self.companies = load_companies() if companies is None else tuple(companies)
        self._expectations = expectations or Expectations()

    def expect(self, behaviour: Behaviour, *, number: str = "", times: int | None = None) -> None:
        """Answer so from now on: `times` times, or until told otherwise."""
        self._expectations.add(Expectation(behaviour=behaviour, number=number, times=times))

    def decide(self, number: str) -> TaxCoreDecision:
        """
        Return what is to be answered to a question about a credit code or taxpayer number.

        :raises NumberNotSynthetic: if the number could belong to somebody
        """
        if not _is_sample(number):
            raise NumberNotSynthetic
        company = next(
            (
                one
                for one in self.companies
                if number in {one.taxpayer.credit_code, one.taxpayer.taxpayer_number}
            ),
            None,
        )
        behaviour = self._expectations.take(number)
        if behaviour is None and company is not None:
            behaviour = company.behaviour
        if behaviour is Behaviour.NO_RECORD:
            company = None
        return TaxCoreDecision(company=company, behaviour=behaviour)


def _is_sample(number: str) -> bool:
    """Tell whether the region in a credit code, or the beginning of another number, is nobody's."""
    if number.startswith(_SAMPLE_PROVINCE):
        return True
    return len(number) == _CREDIT_CODE_LENGTH and number[2:4] == _SAMPLE_PROVINCE

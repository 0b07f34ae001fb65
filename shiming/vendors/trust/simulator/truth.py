"""
What the simulated sources know: the synthetic people, and magic inputs (docs/reference/fakes.md).

Whoever is asked about, a card or account whose number ends in 2 is somebody else's, and one that
ends in 3 does not exist. The magic names of the population register hold here, too.
"""

from shiming.trust_sources.types.checks import CheckOutcome
from shiming.vendors.registers.simulator.behaviours import MAGIC_NAMES, Behaviour
from shiming.vendors.registers.simulator.companies import load_companies
from shiming.vendors.registers.simulator.people import load_people

SYNTHETIC_PROVINCE = "60"


def behaviour_for(name: str, number: str, *, typed: str = "") -> Behaviour:
    """Return how to answer a question about a person and what they typed."""
    if not number.startswith(SYNTHETIC_PROVINCE):
        # Nobody real is ever asked about here.
        return Behaviour.UNAVAILABLE
    if name in MAGIC_NAMES:
        return MAGIC_NAMES[name]
    known = {person.number: person.name for person in load_people()}
    if number in known and known[number] != name:
        return Behaviour.MISMATCH
    return {"2": Behaviour.MISMATCH, "3": Behaviour.NO_RECORD}.get(typed[-1:], Behaviour.MATCH)


def behaviour_for_unit(credit_code: str, name: str, number: str) -> Behaviour:
    """Return whether a company of the simulated register files its taxes through a person."""
    about_person = behaviour_for(name, number)
    if about_person is not Behaviour.MATCH:
        return about_person
    for company in load_companies():
        if company.taxpayer.credit_code == credit_code:
            is_officer = any(one.number == number for one in company.officers)
            return Behaviour.MATCH if is_officer else Behaviour.MISMATCH
    return Behaviour.NO_RECORD


def outcome_of(behaviour: Behaviour) -> CheckOutcome:
    """Return the outcome that a behaviour stands for; faults are told apart before."""
    if behaviour in {Behaviour.LATE, Behaviour.FORGED}:
        return CheckOutcome.MATCH
    return CheckOutcome(behaviour.value)

"""The synthetic taxpayers (`companies.toml`)."""

import dataclasses
import functools
import pathlib
import tomllib

from shiming.registers.types import (
    CoreAgency,
    CoreOfficer,
    CoreOfficerKind,
    Taxpayer,
    TaxpayerState,
)
from shiming.vendors.registers.simulator.behaviours import Behaviour
from shiming.vendors.registers.simulator.people import load_people

# The ninth to the seventeenth character of a credit code are the organisation code.
_ORGANISATION = slice(8, 17)
_FILE = pathlib.Path(__file__).with_name("companies.toml")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticCompany:
    """A taxpayer who does not exist, as the tax core keeps it."""

    taxpayer: Taxpayer
    officers: tuple[CoreOfficer, ...]
    agencies: tuple[CoreAgency, ...]
    registration_number: str = ""
    """The number from before the credit code; empty if it never had one."""
    organisation_code: str = ""
    representative_ethnicity: str = dataclasses.field(default="", repr=False)
    """As on the representative's card; empty if the register does not know it."""
    behaviour: Behaviour | None = None
    """How the simulator answers about it, if not with the truth."""


@functools.cache
def load_companies() -> tuple[SyntheticCompany, ...]:
    """Return the companies in the order of the file."""
    with _FILE.open("rb") as file:
        rows = tomllib.load(file)["companies"]
    names = {row["credit_code"]: row["name"] for row in rows}
    ethnicities = {person.number: person.ethnicity for person in load_people()}
    return tuple(
        SyntheticCompany(
            taxpayer=Taxpayer(
                credit_code=row["credit_code"],
                taxpayer_number=row["taxpayer_number"],
                name=row["name"],
                state=TaxpayerState(row.get("state", "normal")),
                is_insurance_only=row.get("is_insurance_only", False),
                is_agency=row.get("is_agency", False),
            ),
            officers=tuple(
                CoreOfficer(
                    kind=CoreOfficerKind(officer["kind"]),
                    name=officer["name"],
                    document_type=officer.get("document_type", "resident_id_card"),
                    number=officer["number"],
                )
                for officer in row.get("officers", ())
            ),
            agencies=tuple(
                CoreAgency(credit_code=code, name=names[code]) for code in row.get("agencies", ())
            ),
            registration_number=row.get("registration_number", ""),
            organisation_code=row["credit_code"][_ORGANISATION],
            representative_ethnicity=next(
                (
                    ethnicities.get(officer["number"], "")
                    for officer in row.get("officers", ())
                    if officer["kind"] == CoreOfficerKind.LEGAL_REPRESENTATIVE
                ),
                "",
            ),
            behaviour=Behaviour(row["behaviour"]) if "behaviour" in row else None,
        )
        for row in rows
    )

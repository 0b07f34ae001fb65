"""The synthetic people (`people.toml`)."""

import dataclasses
import datetime as dt
import functools
import pathlib
import tomllib

_FILE = pathlib.Path(__file__).with_name("people.toml")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticPerson:
    """
    Somebody who does not exist, with what stands on the identity card.

    `name_in_register` is how the register spells the name, where that differs from the card.
    `face` names the demonstration's picture of the person. Without `valid_until` the card is
    valid for ever (长期).
    """

    name: str
    number: str
    sex: str
    ethnicity: str
    address: str
    issuer: str
    valid_from: dt.date
    valid_until: dt.date | None = None
    old_number: str = ""
    name_in_register: str = ""
    face: str = ""
    is_deceased: bool = False

    @property
    def spelling(self) -> str:
        """How the register spells the name."""
        return self.name_in_register or self.name


@functools.cache
def load_people() -> tuple[SyntheticPerson, ...]:
    """Return the people in the order of the file."""
    with _FILE.open("rb") as file:
        return tuple(SyntheticPerson(**person) for person in tomllib.load(file)["people"])

"""What the simulated register knows and answers; shared by the server and the in-process fake."""

import dataclasses
import pathlib
from collections.abc import Iterable, Mapping

from shiming.kernel.errors import DomainError
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.registers.errors import NumberNotSynthetic
from shiming.registers.types import Outcome, PopulationCheck
from shiming.vendors.registers.simulator.behaviours import (
    MAGIC_NAMES,
    Behaviour,
    Expectation,
    Expectations,
)
from shiming.vendors.registers.simulator.people import SyntheticPerson, load_people

_PICTURE_ENDINGS = (".jpg", ".jpeg", ".png")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The truth about a question, the photograph if that was the question, and how to answer."""

    outcome: Outcome
    behaviour: Behaviour | None = None
    photo: bytes | None = dataclasses.field(default=None, repr=False)


class PopulationSimulator:
    """Knows the synthetic people, and does what names and expectations ask."""

    def __init__(
        self,
        *,
        people: Iterable[SyntheticPerson] | None = None,
        photos: Mapping[str, bytes] | None = None,
        state: pathlib.Path | None = None,
    ) -> None:
        chosen = load_people() if people is None else tuple(people)
        self.people = {person.number: person for person in chosen}
        self._photos = dict(photos or {})
        self.told = Expectations(state)

    def expect(self, behaviour: Behaviour, *, number: str = "", times: int | None = None) -> None:
        """Answer so from now on: `times` times, or until told otherwise."""
        self.told.add(Expectation(behaviour=behaviour, number=number, times=times))

    def forget_expectations(self) -> None:
        """Answer the truth again."""
        self.told.clear()

    def expectations(self) -> list[Expectation]:
        """Return what it still waits to answer, the newest first."""
        return self.told.listed()

    def decide(
        self,
        *,
        check: PopulationCheck,
        name: str,
        number: str,
        ethnicity: str = "",
        sex: str = "",
    ) -> Decision:
        """
        Return what is to be answered to a question.

        :raises NumberNotSynthetic: if the number could belong to somebody
        """
        try:
            parsed = ResidentNumber.parse(number)
        except DomainError:
            raise NumberNotSynthetic from None
        if not parsed.is_sample:
            raise NumberNotSynthetic
        behaviour = self.told.take(parsed.value) or MAGIC_NAMES.get(name)
        person = self.people.get(parsed.value)
        outcome = behaviour.outcome if behaviour is not None else None
        if outcome is None:
            outcome = _truth(person, check=check, name=name, ethnicity=ethnicity, sex=sex)
        photo = None
        if check is PopulationCheck.PHOTO and outcome is Outcome.MATCH:
            photo = self._photos.get(person.face) if person is not None else None
            if photo is None:
                outcome = Outcome.NO_RECORD
        return Decision(outcome=outcome, behaviour=behaviour, photo=photo)


def read_photos(folder: pathlib.Path) -> dict[str, bytes]:
    """Return the pictures of a folder by the name of the face, which is the name of the file."""
    return {
        path.stem: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _PICTURE_ENDINGS
    }


def _truth(
    person: SyntheticPerson | None,
    *,
    check: PopulationCheck,
    name: str,
    ethnicity: str,
    sex: str,
) -> Outcome:
    if person is None or person.is_deceased:
        return Outcome.NO_RECORD
    stated, known = [name], [person.spelling]
    if check is PopulationCheck.FOUR_FACTORS:
        stated += [ethnicity, sex]
        known += [person.ethnicity, person.sex]
    return Outcome.MATCH if stated == known else Outcome.MISMATCH

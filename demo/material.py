"""What lies on the desk of the demonstration: cards to photograph or upload, and portraits."""

import datetime as dt
import pathlib

from demo.cards.drawing import draw_back, draw_front
from demo.cards.people import CardHolder
from demo.cards.photographs import to_jpeg
from demo.faces import ASTRONAUT, GRACE_HOPPER
from shiming.kernel.identifiers.resident_number import ResidentNumber
from shiming.vendors.registers.simulator.people import SyntheticPerson, load_people

FACES = {"astronaut": ASTRONAUT, "grace_hopper": GRACE_HOPPER}


def holder_of(person: SyntheticPerson) -> CardHolder:
    """Return the card of a person of the simulated register."""
    return CardHolder(
        name=person.name,
        sex=person.sex,
        ethnicity=person.ethnicity,
        birth=ResidentNumber.parse(person.number).birth_date,
        address=person.address,
        number=person.number,
        issuer=person.issuer,
        valid_from=person.valid_from,
        valid_until=person.valid_until,
    )


def lay_out_cards(folder: pathlib.Path, *, today: dt.date) -> list[dict[str, str]]:
    """
    Draw both sides of every synthetic person's card into `folder`, and say who they are.

    The number is part of the answer: these people do not exist. Pictures that are there stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people = []
    for index, person in enumerate(load_people(), start=1):
        holder = holder_of(person)
        front = folder / f"{index:02d}-{person.name}-front.jpg"
        back = folder / f"{index:02d}-{person.name}-back.jpg"
        if not front.exists():
            portrait = FACES.get(person.face)
            front.write_bytes(to_jpeg(draw_front(holder, portrait=portrait), quality=92))
        if not back.exists():
            back.write_bytes(to_jpeg(draw_back(holder), quality=92))
        people.append(
            {
                "name": person.name,
                "number": person.number,
                "face": person.face,
                "front": str(front),
                "back": str(back),
                "note": _note(person, today),
            }
        )
    return people


def _note(person: SyntheticPerson, today: dt.date) -> str:
    if person.face:
        return "has a face: walks to intermediate"
    if person.is_deceased:
        return "deceased in the register"
    if person.valid_until is not None and person.valid_until < today:
        return "the card has expired"
    return "no portrait: the card shows a silhouette"

"""What the fake camera shows: cards held still, and the puppet doing what it is asked for."""

import dataclasses
import functools
import pathlib
from collections.abc import Sequence

from PIL import Image

from demo.cards.drawing import draw_back, draw_front
from demo.cards.photographs import Distortion, to_jpeg
from demo.clips import write_card_clip, write_clip
from demo.material import FACES, holder_of
from demo.puppet.performance import FRAMES_PER_SECOND, Action, draw_frame, poses_of
from demo.puppet.puppet import Pose, Puppet
from shiming.vendors.registers.simulator.people import SyntheticPerson, load_people

# What the page counts down, and what the browser needs to open the camera and draw the page.
LEAD_MS = 3200
REACTION_MS = 700


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One action of a live check and the time it has, in milliseconds from the first frame."""

    action: str
    start_ms: int
    end_ms: int


class FakeCamera:
    """The file that Chromium plays as its camera; another clip shows at the next opening."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self.show_picture(Image.new("RGB", (640, 480), (40, 40, 40)))

    def show_picture(self, picture: Image.Image) -> None:
        """Show a still picture."""
        write_clip(self.path, [to_jpeg(picture)])

    def show_card(
        self,
        person: SyntheticPerson,
        side: str,
        *,
        face: str = "",
        distortion: Distortion | None = None,
    ) -> None:
        """Hold one side of a person's card before the camera."""
        write_card_clip(self.path, card_picture(person, side, face=face), distortion)

    def show_face(self, face: str, plan: Sequence[Asked]) -> None:
        """Have the puppet of `face` do what `plan` asks for, at the right times."""
        puppet = _puppet(face)
        poses: list[Pose] = []
        for asked in plan:
            start = (LEAD_MS + asked.start_ms + REACTION_MS) * FRAMES_PER_SECOND // 1000
            poses += [Pose()] * (start - len(poses))
            poses += poses_of(Action(asked.action))
        end = (LEAD_MS + plan[-1].end_ms + LEAD_MS) * FRAMES_PER_SECOND // 1000
        poses += [Pose()] * (end - len(poses))
        frames = [draw_frame(puppet, pose, number) for number, pose in enumerate(poses)]
        write_clip(self.path, frames, rate=FRAMES_PER_SECOND)


def person_with_face(face: str) -> SyntheticPerson:
    """Return the synthetic person whose card carries `face`."""
    return next(person for person in load_people() if person.face == face)


def person_named(name: str) -> SyntheticPerson:
    """Return the first synthetic person of this name."""
    return next(person for person in load_people() if person.name == name)


def card_picture(person: SyntheticPerson, side: str, *, face: str = "") -> Image.Image:
    """Return one side of a person's card, upright and undistorted, with the portrait of `face`."""
    holder = holder_of(person)
    if side == "back":
        return draw_back(holder)
    return draw_front(holder, portrait=FACES.get(face or person.face))


@functools.cache
def _puppet(face: str) -> Puppet:
    return Puppet(FACES[face])

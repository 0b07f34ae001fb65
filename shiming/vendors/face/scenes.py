"""
What the fake engines see: pictures of one colour, each standing for a scene.

A colour survives being made anew as JPEG, so a test can hand such a picture through every gate
of the product. Any other picture counts as `GOOD`.
"""

import enum
import functools

from PIL import Image

from shiming.kernel import pictures

_SIZE = (640, 480)
_TOLERANCE = 10


class Scene(enum.Enum):
    """A scene and its colour."""

    GOOD = (40, 160, 60)
    """A legible card, the holder's face, eyes open, looking ahead."""
    UNAVAILABLE = (200, 30, 30)
    """The engine does not answer."""
    UNREADABLE = (30, 60, 200)
    """No card that could be read."""
    WRONG_NUMBER = (220, 200, 40)
    """A card whose number fails its check digit."""
    EXPIRED = (150, 90, 30)
    """The back of a card that is past its last day."""
    OTHER_SIDE = (120, 200, 220)
    """A card, but the other side of it."""
    BLURRED = (128, 128, 128)
    DARK = (12, 12, 12)
    GLARE = (245, 245, 245)
    """A reflection on the number."""
    CUT = (250, 140, 20)
    """A card that is not whole."""
    NO_FACE = (20, 120, 120)
    TWO_FACES = (200, 60, 200)
    OTHER_PERSON = (90, 20, 140)
    """Somebody else: the comparison fails."""
    RESEMBLES = (170, 150, 220)
    """Somebody whom the comparison leaves to a person: the grey band."""
    ATTACK = (90, 110, 20)
    """The holder's face on paper or a screen: the passive signal is low."""
    BLINK = (40, 160, 90)
    MOUTH = (40, 160, 120)
    TURN_LEFT = (40, 160, 150)
    TURN_RIGHT = (40, 160, 180)
    NOD = (40, 160, 210)


@functools.cache
def picture_of(scene: Scene) -> bytes:
    """Return a JPEG that the fake engines take for `scene`."""
    return pictures.encode_jpeg(Image.new("RGB", _SIZE, scene.value), quality=95)


def scene_of(picture: bytes) -> Scene:
    """
    Return the scene that a picture stands for.

    :raises pictures.PictureBroken: and its neighbours, if the picture cannot be decoded
    """
    small = pictures.decode_picture(picture, max_side=_SIZE[0]).resize((1, 1))
    colour = small.getpixel((0, 0))
    assert isinstance(colour, tuple)  # noqa: S101 - the picture is RGB
    for scene in Scene:
        if (
            max(abs(seen - meant) for seen, meant in zip(colour, scene.value, strict=True))
            <= _TOLERANCE
        ):
            return scene
    return Scene.GOOD

"""
Photograph a drawn card: on a desk, askew, out of focus, in bad light; always the same by seed.

`strength` scales every distortion at once: 1 is a citizen in a hurry, 1.7 what the quality page
calls "all distortions x 1.7".
"""

import dataclasses
import io
import random

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Pixels = npt.NDArray[np.uint8]

FRAME = (1280, 960)
_CARD_SHARE = 0.74


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Distortion:
    """How a photograph was taken; the defaults are a perfect one."""

    rotation: float = 0.0
    """Degrees, counter-clockwise."""
    perspective: float = 0.0
    """How far corners wander, as a share of the card's width."""
    blur: float = 0.0
    """Radius in pixels of a 1280-pixel frame."""
    noise: float = 0.0
    """Standard deviation in grey levels."""
    glare: float = 0.0
    """Opacity of a lamp's reflection at a random place."""
    glare_at: tuple[float, float] | None = None
    """Where on the card the reflection lies (0-1), instead of a random place."""
    light: float = 1.0
    """Brightness of the whole."""
    shade: float = 0.0
    """How much darker one side is."""
    scale: float = _CARD_SHARE
    """The card's width as a share of the frame's."""
    shift: tuple[float, float] = (0.0, 0.0)
    """How far the card lies from the middle, in shares of the frame."""
    quality: int = 88
    """JPEG quality."""


def random_distortion(seed: int, *, strength: float = 1.0, turned: float = 0.0) -> Distortion:
    """
    Return the distortion of `seed`: all kinds at once, scaled by `strength`, after `turned`.

    The ranges are fixed: they were written down before anything was read with them, and are not
    eased to fit a reader (docs/reference/engines.md says why).
    """
    chance = random.Random(seed)
    turn = chance.uniform(-11, 11) * strength
    return Distortion(
        rotation=turned + turn,
        perspective=chance.uniform(0.018, 0.05) * strength,
        blur=chance.uniform(0.5, 1.45) * strength,
        noise=chance.uniform(3.6, 12) * strength,
        glare=chance.uniform(0.25, 0.66) * strength,
        light=1 + chance.uniform(-0.3, 0.15) * strength,
        shade=chance.uniform(0.06, 0.36) * strength,
        scale=chance.uniform(0.6, 0.74) * (0.86 if turned % 180 else 1),
        quality=max(40, round(88 - chance.uniform(0, 17) * strength)),
    )


def photograph(
    card: Image.Image,
    distortion: Distortion = Distortion(),
    *,
    seed: int = 0,
    frame: tuple[int, int] = FRAME,
) -> Image.Image:
    """Return what a camera sees of `card` lying on a desk."""
    draws = np.random.default_rng(seed)
    scene = _desk(frame, draws)
    pixels = np.asarray(_with_glare(card, distortion, draws).convert("RGBA"))
    matrix = _placement(card.size, distortion, draws, frame)
    laid = cv2.warpPerspective(pixels, matrix, frame, flags=cv2.INTER_AREA)
    alpha = laid[:, :, 3:].astype(np.float32) / 255
    lit = scene.astype(np.float32) * (1 - alpha) + laid[:, :, :3].astype(np.float32) * alpha
    lit *= _light(distortion, frame)
    image = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))
    if distortion.blur:
        image = image.filter(ImageFilter.GaussianBlur(distortion.blur))
    if distortion.noise:
        grain = draws.normal(0, distortion.noise, (frame[1], frame[0], 3))
        grainy = np.clip(np.asarray(image, np.float32) + grain, 0, 255)
        image = Image.fromarray(grainy.astype(np.uint8))
    return image


def to_jpeg(image: Image.Image, *, quality: int = 88) -> bytes:
    """Return the picture as a baseline JPEG."""
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _desk(frame: tuple[int, int], draws: np.random.Generator) -> Pixels:
    width, height = frame
    wood = np.array([96, 74, 58], np.float32) + draws.uniform(-14, 14, 3).astype(np.float32)
    rows = draws.normal(0, 5, (height, 1, 1)) + draws.normal(0, 2, (height, width, 1))
    return np.clip(wood + rows, 0, 255).astype(np.uint8)


def _with_glare(
    card: Image.Image, distortion: Distortion, draws: np.random.Generator
) -> Image.Image:
    place = draws.uniform(0.1, 0.9, 2)
    spread = draws.uniform(0.05, 0.12, 2)
    if not distortion.glare:
        return card
    if distortion.glare_at is not None:
        place = np.array(distortion.glare_at)
    height, width = card.height, card.width
    rows, columns = np.mgrid[0:height, 0:width]
    across = (columns / width - place[0]) / (spread[0] * 1.6)
    down = (rows / height - place[1]) / (spread[1] * 1.2)
    lamp = np.exp(-((across**2 + down**2) ** 2))[..., None] * min(1.0, distortion.glare)
    pixels = np.asarray(card.convert("RGBA")).astype(np.float32)
    pixels[:, :, :3] += (255 - pixels[:, :, :3]) * lamp
    return Image.fromarray(pixels.astype(np.uint8))


def _placement(
    size: tuple[int, int],
    distortion: Distortion,
    draws: np.random.Generator,
    frame: tuple[int, int],
) -> npt.NDArray[np.float64]:
    width, height = size
    scale = frame[0] * distortion.scale / width
    angle = np.deg2rad(-distortion.rotation)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    middle = np.array([width / 2, height / 2])
    wander = draws.uniform(-1, 1, (4, 2)) * distortion.perspective * width
    away = np.array(frame) * (np.array([0.5, 0.5]) + np.array(distortion.shift))
    target = ((corners - middle + wander) * scale) @ turn.T + away
    source = corners.astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, target.astype(np.float32)))


def _light(distortion: Distortion, frame: tuple[int, int]) -> npt.NDArray[np.float32]:
    ramp = np.linspace(1, 1 - distortion.shade, frame[0], dtype=np.float32)
    return (ramp * distortion.light)[None, :, None]

"""
Draw the two sides of a synthetic identity card, in the proportions of the real one.

The drawing is our own: no state emblem, no security print, and 样本 (specimen) across it. It is
made to be read by machines in demonstrations and tests, and to fool nobody.
"""

import functools
import math
import pathlib
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from demo import faces
from demo.cards.people import LONG_TERM, CardHolder

WIDTH, HEIGHT = 1012, 638
"""85.6 x 54 mm at 300 dots to the inch."""

FONT = pathlib.Path(__file__).parent / "fonts" / "NotoSansSC-Regular.otf"

_INK = (32, 32, 36)
_LABEL = (52, 118, 168)
_SPECIMEN = (196, 60, 60)
_CORNER = 36
_PORTRAIT = (624, 96, 914, 453)
_TEXT_LEFT = 182
_LINE_WIDTH = 380
_SHORT_NAME = 5


def draw_front(holder: CardHolder, *, portrait: pathlib.Path | None = None) -> Image.Image:
    """Draw the side with portrait and number; without `portrait` a silhouette stands for it."""
    card = _ground(seed=1)
    draw = ImageDraw.Draw(card)
    _put(draw, (76, 72), "姓名", 28, _LABEL)
    _put(draw, (_TEXT_LEFT, 64), holder.name, 40 if len(holder.name) <= _SHORT_NAME else 34)
    _put(draw, (76, 148), "性别", 28, _LABEL)
    _put(draw, (_TEXT_LEFT, 143), holder.sex, 34)
    _put(draw, (292, 148), "民族", 28, _LABEL)
    _put(draw, (398, 143), holder.ethnicity, 34)
    _put(draw, (76, 224), "出生", 28, _LABEL)
    _put(draw, (_TEXT_LEFT, 219), str(holder.birth.year), 34)
    _put(draw, (276, 224), "年", 28, _LABEL)
    _put_right(draw, (374, 219), str(holder.birth.month), 34)
    _put(draw, (386, 224), "月", 28, _LABEL)
    _put_right(draw, (472, 219), str(holder.birth.day), 34)
    _put(draw, (484, 224), "日", 28, _LABEL)
    _put(draw, (76, 306), "住址", 28, _LABEL)
    for row, line in enumerate(_wrap(holder.address)):
        _put(draw, (_TEXT_LEFT, 299 + 52 * row), line, 34)
    _put(draw, (76, 536), "公民身份号码", 28, _LABEL)
    _put_spaced(draw, (344, 524), holder.number, 44, pitch=31.5)
    card.paste(_portrait(portrait), _PORTRAIT[:2])
    _put(draw, (936, 586), "样本", 22, _SPECIMEN)
    return _rounded(card)


def draw_back(holder: CardHolder) -> Image.Image:
    """Draw the side with issuer and validity."""
    card = _ground(seed=2)
    draw = ImageDraw.Draw(card)
    _rosette(draw, centre=(164, 152), radius=92)
    _put(draw, (318, 74), "中华人民共和国", 58, pitch=76)
    _put(draw, (344, 170), "居民身份证", 76, pitch=98)
    _put(draw, (236, 440), "签发机关", 28, _LABEL)
    _put(draw, (396, 434), holder.issuer, 36)
    _put(draw, (236, 524), "有效期限", 28, _LABEL)
    until = LONG_TERM if holder.valid_until is None else f"{holder.valid_until:%Y.%m.%d}"
    _put(draw, (396, 518), f"{holder.valid_from:%Y.%m.%d}-{until}", 36)
    _put(draw, (936, 586), "样本", 22, _SPECIMEN)
    return _rounded(card)


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def _put(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    ink: tuple[int, int, int] = _INK,
    *,
    pitch: float | None = None,
) -> None:
    if pitch is None:
        draw.text(at, text, fill=ink, font=_font(size))
    else:
        _put_spaced(draw, at, text, size, pitch=pitch)


def _put_right(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int) -> None:
    draw.text(at, text, fill=_INK, font=_font(size), anchor="ra")


def _put_spaced(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, *, pitch: float
) -> None:
    for place, character in enumerate(text):
        draw.text((at[0] + place * pitch, at[1]), character, fill=_INK, font=_font(size))


def _wrap(text: str) -> list[str]:
    """Break as the real card does: where the line is full, be it in the middle of a number."""
    lines = [""]
    for character in text:
        if _font(34).getlength(lines[-1] + character) > _LINE_WIDTH:
            lines.append("")
        lines[-1] += character
    return lines


def _portrait(source: pathlib.Path | None) -> Image.Image:
    size = (_PORTRAIT[2] - _PORTRAIT[0], _PORTRAIT[3] - _PORTRAIT[1])
    if source is None:
        silhouette = Image.new("RGB", size, (222, 228, 232))
        draw = ImageDraw.Draw(silhouette)
        draw.ellipse((85, 60, 205, 210), fill=(150, 160, 168))
        draw.ellipse((25, 235, 265, 520), fill=(150, 160, 168))
        return silhouette
    with Image.open(source) as picture:
        box = faces.PORTRAIT_BOXES.get(source)
        face = picture.convert("RGB").crop(box) if box else picture.convert("RGB")
    return face.resize(size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))


def _ground(*, seed: int) -> Image.Image:
    """Return the pale ground with fine waves that makes reading harder, as the real one does."""
    card = Image.new("RGB", (WIDTH, HEIGHT), (228, 238, 240))
    draw = ImageDraw.Draw(card)
    chance = random.Random(seed)
    for row in range(-60, HEIGHT + 60, 9):
        lift, phase = chance.uniform(10, 22), chance.uniform(0, math.tau)
        tint = chance.choice(((206, 224, 230), (226, 214, 222), (210, 228, 214)))
        points = [
            (x, row + lift * math.sin(x / 70 + phase) + lift / 2 * math.sin(x / 23))
            for x in range(0, WIDTH + 12, 12)
        ]
        draw.line(points, fill=tint, width=1)
    return card


def _rosette(draw: ImageDraw.ImageDraw, *, centre: tuple[int, int], radius: int) -> None:
    """Stand in for the state emblem, which we do not draw."""
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(206, 52, 48))
    for turn in range(24):
        angle = turn * math.tau / 24
        reach = radius * 0.86
        dot = (x + reach * math.cos(angle), y + reach * math.sin(angle))
        draw.ellipse((dot[0] - 7, dot[1] - 7, dot[0] + 7, dot[1] + 7), fill=(238, 196, 84))
    inner = radius * 0.58
    draw.ellipse((x - inner, y - inner, x + inner, y + inner), outline=(238, 196, 84), width=8)


def _rounded(card: Image.Image) -> Image.Image:
    """Return the card with transparent round corners, ready to lie on a desk."""
    mask = Image.new("L", card.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, WIDTH - 1, HEIGHT - 1), _CORNER, fill=255)
    card.putalpha(mask)
    return card
